import { expect, test } from 'vitest';
import { parseEndpoint } from '../endpoints/endpoint.ts';
import { failure } from './failure.ts';

const endpoint = parseEndpoint('https://one.example');

test.each([
  ['getSlot', 'rpc_unreachable'],
  ['getBlock', 'rpc_unreachable'],
  ['getTransaction', 'rpc_unreachable'],
  ['getSignaturesForAddress', 'rpc_refused'],
])('a time-out of %s is %s: only a list may be slow', (method, code) => {
  const timeout = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  expect(failure(timeout, { method, chainName: 'solana', endpoint })).toMatchObject({
    code,
    isTransient: true,
    context: { isTimeout: true },
  });
});
