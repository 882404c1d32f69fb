import { describe, expect, test } from 'vitest';
import { isAddressAllowed } from './check-address.ts';

const everywhere = ['1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'];

const ownNetwork = [
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '::1',
  'fd12:3456::1',
  'fc00::1',
];

const nowhere = [
  // Metadata services: AWS, GCP and Azure; ECS; AWS and Google over IPv6; Alibaba; Azure.
  '169.254.169.254',
  '169.254.170.2',
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  'fe80::1',
  'fe80::a9fe:a9fe',
  'fe80::1%eth0',
  '0.0.0.0',
  '0.1.2.3',
  '::',
  '224.0.0.1',
  '239.255.255.250',
  'ff02::1',
  '255.255.255.255',
  '240.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '203.0.113.1',
  '192.88.99.1',
  '2001:db8::1',
  // Forms that wrap 127.0.0.1, 10.0.0.1 or 169.254.169.254: mapped, compatible, translated, NAT64, 6to4, Teredo.
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:1.1.1.1',
  '::127.0.0.1',
  '::a00:1',
  '::ffff:0:10.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::1.1.1.1',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::1',
  '2002:a9fe:a9fe::1',
  '2001:0:4136:e378:8000:63bf:80ff:fffe',
  'fec0::1',
  '100::1',
  '4000::1',
  'localhost',
  '',
];

const judged = (address: string) => [
  isAddressAllowed(address, { allowPrivate: false }),
  isAddressAllowed(address, { allowPrivate: true }),
];

describe('an address', () => {
  test.each(everywhere)('on the public internet may be sent to: %s', (address) => {
    expect(judged(address)).toEqual([true, true]);
  });

  test.each(ownNetwork)('of our own network only where that is allowed: %s', (address) => {
    expect(judged(address)).toEqual([false, true]);
  });

  test.each(nowhere)('that is special never: %s', (address) => {
    expect(judged(address)).toEqual([false, false]);
  });
});
