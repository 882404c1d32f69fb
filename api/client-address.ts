import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIPv4 } from 'node:net';
import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';
import type { ApiSettings } from './settings.ts';

/** What node's server hands in beside the request; nothing where there is no server. */
export interface NodeParts {
  incoming?: IncomingMessage;
  outgoing?: ServerResponse;
}

/** Bits of an address that one customer of a network has to herself. */
const OWN_BITS = { ipv4: 32, ipv6: 64 };
/** Bits that tell where a request comes from, and not from whom. */
const LOGGED_BITS = { ipv4: 24, ipv6: 48 };

/**
 * The address of the client. `X-Forwarded-For` is read from the right, for as long as what said it is a proxy of ours: anybody
 * may write what stands further left.
 *
 * @returns null where there is no server, or no address
 */
export function clientAddress(
  context: Context,
  trustProxy: ApiSettings['trustProxy'],
): string | null {
  // CAST: node's server is the only one that this API is served by.
  const remote = (context.env as NodeParts | undefined)?.incoming?.socket.remoteAddress;
  const forwarded = context.req.header('x-forwarded-for');
  // Nearly all requests; to read an address takes longer than all else that is done for one.
  if (forwarded === undefined && remote !== undefined && isIPv4(remote)) return remote;
  const socket = parse(remote);
  if (!socket) return null;
  let client = socket;
  const said = (forwarded ?? '').split(',').toReversed();
  for (const [count, text] of said.entries()) {
    const isOurs =
      typeof trustProxy === 'number' ? count < trustProxy : isWithin(client, trustProxy);
    const next = parse(text);
    if (!isOurs || !next) break;
    client = next;
  }
  return client.toString();
}

/** What requests of one client are counted by: an IPv6 customer has a whole network of addresses. */
export function countedBy(address: string): string {
  return network(address, OWN_BITS);
}

/** The network of an address, for the log. */
export function loggedAs(address: string): string {
  return network(address, LOGGED_BITS);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function network(address: string, bits: Record<'ipv4' | 'ipv6', number>): string {
  if (isIPv4(address) && bits.ipv4 === 32) return address;
  const parsed = ipaddr.process(address);
  const length = bits[parsed.kind()];
  const whole = parsed.toByteArray().length * 8;
  if (length === whole) return parsed.toString();
  const masked = parsed
    .toByteArray()
    .map((byte, i) => byte & (0xff << Math.min(8, Math.max(0, 8 * (i + 1) - length))));
  return `${ipaddr.fromByteArray(masked).toString()}/${length}`;
}

/** An address as a proxy writes it, also with a port; an IPv4 address within IPv6 is that IPv4 address. */
function parse(text: string | undefined): Address | null {
  const own = (text ?? '').trim();
  const bare = /^\[(.+)\](?::\d+)?$/.exec(own)?.[1] ?? /^([\d.]+):\d+$/.exec(own)?.[1] ?? own;
  // A zone is of this machine, and means nothing to anybody else.
  const [address = ''] = bare.split('%');
  return ipaddr.isValid(address) ? ipaddr.process(address) : null;
}

function isWithin(address: Address, networks: readonly string[]): boolean {
  return networks.some((network) => {
    const [base, bits] = network.includes('/')
      ? ipaddr.parseCIDR(network)
      : ([ipaddr.process(network), null] as const);
    if (base.kind() !== address.kind()) return false;
    if (bits === null) return base.toString() === address.toString();
    return address.match(base, bits);
  });
}
