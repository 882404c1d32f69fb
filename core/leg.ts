import type { ChainId } from './chain.ts';

/** The part that a leg plays in its operation. */
export const roles = ['origin', 'attestation', 'destination'] as const;
export type Role = (typeof roles)[number];

/**
 * How firm a leg is on its own chain. `included`: in a canonical block; `confirmed` and `finalized`: passed that rule of
 * its chain; `orphaned`: its block was reorged away; `missing`: its height was finalized without it.
 */
export const inclusions = [
  'expected',
  'included',
  'confirmed',
  'finalized',
  'orphaned',
  'missing',
] as const;
export type Inclusion = (typeof inclusions)[number];

/** What happened in the leg itself: `unknown` until the chain shows it. A failed transaction leaves no event. */
export const outcomes = ['unknown', 'success'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * A key that legs of one operation share.
 * - `exact`: carried by the legs of one operation only.
 * - `settled`: joins the legs of an operation that is final, so that look-alikes can never be shuffled again.
 * - `lookalike`: also carried by other operations that look the same on chain (equal repeated transfers of a protocol
 *   that keeps its message id off chain). Such legs are paired first come, first served.
 */
export interface Link {
  key: string;
  kind: 'exact' | 'settled' | 'lookalike';
  /** Why this key joins, for the record: `message id`, `command id`. */
  rule: string;
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
}

/** What a leg tells about its operation. Legs tell different parts; the fold puts them together. */
export interface About {
  kind?: string;
  origin?: ChainRef;
  destination?: ChainRef;
  sender?: string;
  recipient?: string;
  sent?: Asset;
  received?: Asset;
  /** Protocol-specific values worth showing: a nonce, a payload hash. */
  details?: Record<string, string>;
}

/** Where an event is. `index` is the log's index in its block; on Solana, the event's place in its transaction. */
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
