import type { Link, Position } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';
import { keyPrefix } from '../key-prefix.ts';

const prefix = (network: string) => keyPrefix('hyperlane', network);

/** The hash of the message, which both mailboxes emit and the gas paymaster is told. */
export function messageLink(network: string, id: Hex): Link {
  return exactLink(`${prefix(network)}:${id.toLowerCase()}`, 'message id');
}

/**
 * Ties the two events of one delivery: a mailbox emits them one right after the other, so that the how-manieth of one in a
 * transaction belongs to the as-manieth of the other. Of one block only: a transaction that delivers several messages may
 * deliver fewer of them when a reorg moves it.
 */
export function deliveryLink(network: string, at: Position, ordinal: number): Link {
  const { chain, blockHash, transaction } = at;
  return exactLink(
    `${prefix(network)}:delivery:${chain}:${blockHash}:${transaction}:${ordinal}`,
    'one delivery',
  );
}
