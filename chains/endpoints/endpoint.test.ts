import { expect, test } from 'vitest';
import { withoutAddresses } from './endpoint.ts';

test.each([
  ['connect ECONNREFUSED 10.0.0.5:8545', 'connect ECONNREFUSED …'],
  ['connect ECONNREFUSED ::1:8545, 127.0.0.1:8545', 'connect ECONNREFUSED …, …'],
  ['connect ETIMEDOUT fe80::1ff:fe23:4567:890a:8545', 'connect ETIMEDOUT …'],
  [
    'connect EHOSTUNREACH ::ffff:10.0.0.5:80 - Local (10.0.0.2:0)',
    'connect EHOSTUNREACH … - Local (…)',
  ],
  ['no host at [2001:db8::7]:8545', 'no host at …'],
  ['getaddrinfo EAI_AGAIN node.internal:8545', 'getaddrinfo EAI_AGAIN …'],
  ['http://localhost:8545 is away', 'http://… is away'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutAddresses(text)).toBe(shown);
});

test.each(['HTTP 502 Bad Gateway', 'code: -32000, range: 1-2000', 'geth v1.13.4'])(
  '%s has no address',
  (text) => {
    expect(withoutAddresses(text)).toBe(text);
  },
);
