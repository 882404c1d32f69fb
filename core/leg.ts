import type { ChainId } from './chain.ts';

/**
 * The part that a leg plays in its operation. `hub`: on a chain in between; `action`: what was promised to happen after the
 * delivery; `cancel`: calls the operation off; `settlement`: pays those who delivered, which is nothing to the user;
 * `refund`: brings the value back.
 */
export const roles = [
  'origin',
  'attestation',
  'hub',
  'relay',
  'destination',
  'action',
  'cancel',
  'settlement',
  'refund',
] as const;
export type Role = (typeof roles)[number];

/**
 * How firm a leg is on its own chain. `included`: in a canonical block; `confirmed` and `finalized`: passed that rule of
 * its chain; `orphaned`: its block was reorged away; `missing`: it is certain that it did not happen, since its height was
 * finalized without it or its deadline passed; `skipped`: another leg did instead.
 */
export const inclusions = [
  'expected',
  'included',
  'confirmed',
  'finalized',
  'orphaned',
  'missing',
  'skipped',
] as const;
export type Inclusion = (typeof inclusions)[number];

/**
 * What happened in the leg itself: `unknown` until the chain shows it. A failed transaction leaves no event, but a contract
 * may say that the call it made has failed: `failed_retryable` where somebody may try again, else `failed`.
 */
export const outcomes = ['unknown', 'success', 'failed_retryable', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * A key that legs of one operation share.
 * - `exact`: carried by the legs of one operation only.
 * - `settled`: joins the legs of an operation that is final, so that look-alikes can never be shuffled again.
 * - `lookalike`: also carried by other operations that look the same on chain (equal repeated transfers of a protocol
 *   that keeps its message id off chain). Such legs are paired first come, first served.
 * - `cause`, `effect`: one leg brings another one about, and other operations' legs share the key too, as where a transaction
 *   moves several on. Each effect belongs to one cause, and each cause has one effect: told apart by what they tell, else
 *   first come, first served.
 * - `serves`: on a leg that moves many operations on together. With all that exact links tie to it, it is part of each
 *   operation that has the key as an exact link, and makes none of them one: see `lendServices`. What it is a cause of stays
 *   with a final operation by the links that are settled, so that the leg with the key has one of these beside it.
 * - `owed`, `pays`: on a leg to which something is owed, and on one that pays many at once and names none of them. It is part of
 *   each operation that it pays, and makes none of them one: see `lendPayments`.
 */
export interface Link {
  key: string;
  kind: 'exact' | 'settled' | 'lookalike' | 'cause' | 'effect' | 'serves' | 'owed' | 'pays';
  /** Why this key joins, for the record: `message id`, `command id`. */
  rule: string;
  /** Of a `settled` link: key and kind of the link that it stands for, which was no exact one. */
  lookalike?: string;
  was?: Exclude<Link['kind'], 'exact' | 'settled' | 'serves' | 'pays'>;
}

/** A chain as a protocol names it; `chain` is null when the name is not known here. */
export interface ChainRef {
  chain: ChainId | null;
  /** The protocol's own name or number for the chain. */
  name: string;
}

/** Value moved by an operation. `amount` is in the token's smallest unit, as decimal text. */
export interface Asset {
  /** The token's address on the chain of the leg that told it, or the protocol's symbol; absent if the leg does not say. */
  token?: string;
  amount: string;
  /** As the protocol's own registry has them. */
  symbol?: string;
  decimals?: number;
}

/** What a leg tells about its operation. Legs tell different parts; the fold puts them together. */
export interface About {
  kind?: string;
  origin?: ChainRef;
  hub?: ChainRef;
  destination?: ChainRef;
  /** Even where the destination is indexed, nothing is read there that would show the end. */
  isEndUnseen?: boolean;
  sender?: string;
  recipient?: string;
  sent?: Asset;
  received?: Asset;
  /** What the recipient is to receive at least, and of which token. */
  wanted?: Asset;
  /** Until when the steps that have such a deadline may happen, in Unix seconds of their own chain's clock. */
  deadline?: number;
  /** Steps that this operation's user was promised beside those that all have. */
  promises?: readonly string[];
  /** What is to be delivered in all, where it may come in parts; decimal text. */
  total?: string;
  /** How much of the total this leg delivered; decimal text. */
  filled?: string;
  /** How much of the total is open after this leg, where a protocol tells that instead; decimal text. */
  remaining?: string;
  /** A digest of the message, which legs of one operation must agree on. */
  content?: string;
  /** Of a cancellation: false if it leaves nothing to be paid back; `sent` if what was sent, where anything was. */
  owes?: boolean | 'sent';
  /** Why this leg failed, in the protocol's words. */
  reason?: string;
  /** A mark that the sender left to find the operation by. */
  clientRef?: string;
  /** Protocol-specific values worth showing: a nonce, a payload hash. */
  details?: Record<string, string>;
}

/**
 * Where an event is. `index` is the log's index in its block; on Solana, the event's place in its transaction. What leaves no
 * log has the index -1, and its transaction may be unknown: see `RawLog`.
 */
export interface Position {
  chain: ChainId;
  /** On Solana, the slot. */
  blockNumber: bigint;
  blockHash: string;
  /** Block time, Unix seconds. */
  blockTime: number;
  transaction: string;
  index: number;
}

/** One event in its role: the fact that correlate and fold work on. */
export interface Leg {
  /** Unique id of the event behind the leg. */
  event: string;
  protocol: string;
  /** The step of the protocol's route that this is: `burn`, `approval`. */
  step: string;
  role: Role;
  /** What the event says of itself. */
  outcome: Exclude<Outcome, 'unknown'>;
  /** Version of the protocol's capture that made this leg of its event. */
  version: number;
  at: Position;
  /** False once the event's block was reorged away. */
  canonical: boolean;
  /** True once its block was read a second time, at a final height, and showed the event again. */
  verified: boolean;
  links: Link[];
  about: About;
}

/** How far two chains' clocks may disagree before an arrival is taken to precede its departure. */
export const CLOCK_SKEW_SECONDS = 60;

/** Orders legs by chain time; position breaks ties, so that the order never depends on arrival. */
export function compareLegs(a: Leg, b: Leg): number {
  return (
    a.at.blockTime - b.at.blockTime ||
    compareText(a.at.chain, b.at.chain) ||
    Number(a.at.blockNumber - b.at.blockNumber) ||
    a.at.index - b.at.index ||
    compareText(a.at.blockHash, b.at.blockHash) ||
    compareText(a.at.transaction, b.at.transaction)
  );
}

/** Code-unit order: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
