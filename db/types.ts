import type { ChainId } from '../core/chain.ts';
import type { Operation } from '../core/operation.ts';

/** Why an operation was folded again. */
export type Cause =
  | { type: 'event'; chain: ChainId }
  | { type: 'head'; chain: ChainId }
  | { type: 'deadline'; chain: ChainId }
  | { type: 'reorg'; chain: ChainId; reorg: string; depth: number; ancestor: string }
  | { type: 'coverage'; chain: ChainId }
  /** The rules have changed. */
  | { type: 'rebuild' }
  /** A person, or a start of the jobs, had it tried again. */
  | { type: 'operator' };

/** Why something is in quarantine: its fold threw, its rows were refused, or it is more than one fold may load. */
export type QuarantineCode = 'fold_failed' | 'write_failed' | 'component_too_large';

/** One change of what a service says. */
export interface ReportChange {
  state: string;
  transaction: string | null;
  /** By what it was asked. */
  asked: string;
  at: string;
}

/** How far a delivery to a webhook is; `dead` is one that was given up. */
export const deliveryStates = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why a try came to nothing, as far as those may know who register webhooks. */
export const failureReasons = [
  'address_refused',
  'no_answer',
  'refused_by_receiver',
  'secret_unreadable',
  /** What is to be told cannot be put into words: nothing was sent. */
  'body_not_made',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Why a webhook was turned off by itself: its receiver said 410, or nothing reached it for days. */
export type WebhookDisabledReason = 'gone' | 'failing';

/** What each chain of an operation showed when it was folded. Heights are decimal text. */
export type AsOf = Record<
  ChainId,
  { head: string; hash: string; time: string; safe: string | null; finalized: string | null }
>;

/** A value with its bigints as decimal text, as JSON keeps it. */
export type Stored<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? Stored<Item>[]
    : T extends object
      ? { [Key in keyof T]: Stored<T[Key]> }
      : T;

/** An operation as its row's `body` keeps it. */
export type StoredOperation = Stored<Operation>;

/** What a key of the API may do. */
export const apiScopes = ['read', 'admin'] as const;
export type ApiScope = (typeof apiScopes)[number];

/** How long the spans are that aggregates are counted over. */
export const grains = ['hour', 'day'] as const;
export type Grain = (typeof grains)[number];
