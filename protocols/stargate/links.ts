import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';
import { keyPrefix } from '../key-prefix.ts';

const keyOf = (network: string, ...parts: readonly (string | number | bigint)[]): string =>
  [keyPrefix('stargate', network), ...parts].join(':');

/** A packet's id as Stargate's own: LayerZero's key for it is shared with the packet's legs. */
export function packetLink(network: string, guid: Hex): Link {
  return exactLink(keyOf(network, guid), 'guid');
}

/** A seat on a bus: tickets are numbered by the chain where the bus starts, for each chain where it goes. */
export interface Ticket {
  network: string;
  srcEid: number;
  dstEid: number;
  ticketId: bigint;
}

/** On the ride exact; on the bus that is driven, one for each of its seats (`serves`). */
export function ticketLink(
  { network, srcEid, dstEid, ticketId }: Ticket,
  kind: 'exact' | 'serves',
): Link {
  return { key: keyOf(network, 'ticket', srcEid, dstEid, ticketId), kind, rule: 'ticket' };
}

/** A log by its place in its transaction, which a reorg does not change. */
export interface Place {
  network: string;
  eid: number;
  transaction: string;
  contract: string;
  ordinal: number;
}

/** One event of a contract, of which others say nothing more exact. */
export function eventLink(
  name: string,
  { network, eid, transaction, contract, ordinal }: Place,
): Link {
  return exactLink(keyOf(network, name, eid, transaction, contract, ordinal), 'event');
}

/**
 * A ride and what its pool says of it. A pool lets nobody in until it has said so: of several rides of a transaction, these
 * come in turns.
 */
export function rideLink(
  { network, eid, transaction, contract }: Omit<Place, 'ordinal'>,
  dstEid: number,
  kind: 'cause' | 'effect',
): Link {
  return { key: keyOf(network, 'ride', eid, transaction, contract, dstEid), kind, rule: 'ride' };
}

/**
 * What a packet brings about: what it sent is a cause for each of its passengers, what is received an effect. Told apart by
 * token, amount and recipient; of equals, the contract pays in the order of their tickets.
 */
export function arrivalLink(network: string, guid: Hex, kind: 'cause' | 'effect'): Link {
  return { key: keyOf(network, 'arrival', guid), kind, rule: 'guid' };
}

/**
 * What could not be paid out, and is paid later: by then all that the packet brought about is taken. Its key comes after that
 * of `arrivalLink`, which is tried first.
 */
export function unreceivedLink(
  network: string,
  {
    guid,
    contract,
    recipient,
    amount,
  }: { guid: Hex; contract: string; recipient: Hex; amount: bigint },
  kind: 'cause' | 'effect',
): Link {
  return {
    key: keyOf(network, 'unreceived', guid, contract, recipient, amount),
    kind,
    rule: 'guid',
  };
}

/** One passenger's seat, as the contract numbers them from 0. */
export function seatLink(network: string, guid: Hex, seat: number): Link {
  return exactLink(keyOf(network, 'seat', guid, seat), 'guid and seat');
}

/** A recipient's coins for gas, which come right before the tokens. */
export function dropLink(
  { network, eid, transaction }: Pick<Place, 'network' | 'eid' | 'transaction'>,
  recipient: Hex,
  kind: 'cause' | 'effect',
): Link {
  return { key: keyOf(network, 'drop', eid, transaction, recipient), kind, rule: 'drop' };
}
