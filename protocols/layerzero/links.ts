import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';
import { keyPrefix } from '../key-prefix.ts';

const prefix = (network: string) => keyPrefix('layerzero', network);

/** The packet itself. Only for legs whose guid is computed from a path that the endpoint vouches for. */
export function guidLink(network: string, guid: Hex): Link {
  return exactLink(`${prefix(network)}:${guid}`, 'guid');
}

/** Where a contract says something of a packet: on which chain, and which contract. */
export interface Saying {
  network: string;
  /** The endpoint id of the chain on which it is said: the same address may be another's elsewhere. */
  eid: number;
  guid: Hex;
  contract: string;
}

/**
 * What one contract composes under a packet's guid. Anybody may name any guid to the endpoint, so that the contract is a
 * part of the key: the packet's legs carry it for those who may speak for its receiver.
 */
export function composeLink({ network, eid, guid, contract }: Saying): Link {
  return exactLink(
    `${prefix(network)}:compose:${eid}:${guid}:${contract}`,
    'guid and composing contract',
  );
}

/** What a token contract says of a packet: as above, for the packet's sender at its origin and its receiver elsewhere. */
export function tokenLink({ network, eid, guid, contract }: Saying): Link {
  return exactLink(
    `${prefix(network)}:token:${eid}:${guid}:${contract}`,
    'guid and token contract',
  );
}
