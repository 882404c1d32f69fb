import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';
import { keccak } from '../keccak.ts';

/**
 * What a message is of: each has a number of its own at its child, whatever it is, and an inbox tells the number and no kind. So
 * the kind is part of the key: nobody can give a message that moves nothing the content of a deposit.
 */
export type MessageKind = 'deposit' | 'retryable' | 'message';

/** A chain's age: before Nitro, everything was counted anew. */
export type Age = 'classic' | 'nitro';

const prefix = (child: number, age: Age) =>
  age === 'nitro' ? `arbitrum:${child}` : `arbitrum:${child}:classic`;

/** The number of a message at its bridge. */
export function messageLink(child: number, age: Age, kind: MessageKind, index: bigint): Link {
  return exactLink(`${prefix(child, age)}:${kind}:${index}`, 'message number');
}

/**
 * The same of a message that holds a user's transaction, and the key that a lookup for its failure asks by. Not by the hash of
 * that transaction: anybody may send a signed one again, in a message of their own.
 */
export function outcomeLinks(child: number, index: bigint): [succeeded: Link, failed: Link] {
  const link = messageLink(child, 'nitro', 'message', index);
  return [link, exactLink(`${link.key}:failed`, link.rule)];
}

/** The id of a ticket, which the retryable precompile emits. */
export function ticketLink(child: number, id: Hex): Link {
  return exactLink(`arbitrum:${child}:ticket:${id.toLowerCase()}`, 'ticket id');
}

/**
 * A transaction on the child that one message alone can have: its hash covers the message's number, or the ticket and the try.
 * The second key is what a lookup for its failure asks by, so that either outcome closes both.
 */
export function transactionLinks(child: number, hash: string): [succeeded: Link, failed: Link] {
  const key = `arbitrum:${child}:transaction:${hash.toLowerCase()}`;
  const rule = 'transaction of one message';
  return [exactLink(key, rule), exactLink(`${key}:failed`, rule)];
}

/** The position of a message to the parent in all of them. */
export function sendLink(child: number, position: bigint): Link {
  return exactLink(`arbitrum:${child}:send:${position}`, 'position of the send');
}

/** Before Nitro: the number by which a gateway on the child knows a message to the parent. */
export function classicIdLink(child: number, id: bigint): Link {
  return exactLink(`${prefix(child, 'classic')}:send-id:${id}`, 'id of the send');
}

/**
 * An execution at the parent's outbox, and what its call emits: neither names the other. The how-manieth execution that calls
 * one contract in a transaction brings about the as-manieth of its events there.
 */
export function callLink(
  kind: 'cause' | 'effect',
  call: { child: number; transaction: string; to: string; what: 'call' | 'payout' },
): Link {
  const { child, transaction, to, what } = call;
  return {
    key: `arbitrum:${child}:${what}:${transaction.toLowerCase()}:${to.toLowerCase()}`,
    kind,
    rule: `${what} of an execution`,
  };
}

/**
 * Before Nitro an execution named its send by a path through a tree whose depth no event tells. The call that it makes is the
 * one that was sent: whom, with how much, and with which data.
 */
export function classicCallLink(
  kind: 'cause' | 'effect',
  child: number,
  { to, value, data }: { to: string; value: bigint; data: Hex },
): Link {
  const key = [prefix(child, 'classic'), 'call', to.toLowerCase(), value, keccak(data)].join(':');
  return { key, kind, rule: 'call that was sent' };
}
