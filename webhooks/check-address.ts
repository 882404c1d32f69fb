import ipaddr from 'ipaddr.js';

/** What one's own network consists of; to be reached where the operator allows it. */
const own = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

/**
 * Where clouds tell a machine its credentials, beside 169.254.0.0/16, which is refused as a whole: AWS over IPv6, Google over
 * IPv6, Alibaba, Azure.
 */
const metadata = ['fd00:ec2::/32', 'fd20:ce::/32', '100.100.100.200/32', '168.63.129.16/32'].map(
  (range) => ipaddr.parseCIDR(range),
);

/** All that is global unicast; below it are forms that carry an IPv4 address and are unknown to lists of ranges. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * Whether a delivery may be sent to an address. Loopback, private and shared ranges only where the operator allows it;
 * metadata services, link-local, multicast, reserved ones and every form of IPv6 that wraps an IPv4 address never.
 */
export function isAddressAllowed(
  text: string,
  { allowPrivate }: { allowPrivate: boolean },
): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  const isIn = (range: [ipaddr.IPv4 | ipaddr.IPv6, number]) =>
    range[0].kind() === address.kind() && address.match(range);
  if (metadata.some(isIn)) return false;
  const range = address.range();
  if (range === 'unicast') return address.kind() === 'ipv4' || isIn(globalUnicast);
  return allowPrivate && own.has(range);
}
