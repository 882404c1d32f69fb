import type { ChainId } from './chain.ts';
import {
  compareText,
  type About,
  type ChainRef,
  type Inclusion,
  type Outcome,
  type Position,
  type Role,
} from './leg.ts';
import type { Mover, Place } from './rules.ts';
import type { Stage, Status } from './status.ts';

/** What of the operation's way can be seen from here: which of its two chains are indexed for its protocol. */
export const coverages = [
  'full',
  'source_only',
  'destination_only',
  /** The operation names a destination that no chain known here answers to. */
  'chain_not_covered',
] as const;
export type Coverage = (typeof coverages)[number];

/** Whether those who delivered got their money: nothing to the user. `n/a` where the protocol has no such thing. */
export const settlements = ['n/a', 'pending', 'settled', 'failed'] as const;
export type Settlement = (typeof settlements)[number];

/** What firm legs say that cannot all be right. The status is as the rules say; a person should look. */
export const conflicts = [
  /** The value came back, and was delivered. */
  'refund_and_fill',
  /** It was delivered twice. */
  'double_delivery',
  /** Legs tell different messages. */
  'content_mismatch',
  /** What was received does not fit what was sent. */
  'amount_mismatch',
  /** It was delivered, and its origin is in none of the blocks where it should be: it may be an exploit. */
  'delivered_without_source',
] as const;
export type Conflict = (typeof conflicts)[number];

/** Which legs are finalized: none that counts, the origin, all that completion requires, or every one that was seen. */
export const finalities = ['none', 'source', 'user_legs', 'all'] as const;
export type Finality = (typeof finalities)[number];

export const joinKinds = ['exact', 'lookalike', 'effect'] as const;

/** Why a leg is in its operation: the first of its links that an earlier leg carries too. */
export interface Join {
  key: string;
  /** `effect`: another leg of the operation brought it about. */
  kind: (typeof joinKinds)[number];
  rule: string;
  /** Version of the protocol's capture that read the link. */
  version: number;
}

/** Whether a leg's chain is read for its protocol. */
export const legCoverages = [
  'indexed',
  'not_indexed',
  /** No chain known here answers to the name that the protocol has for it. */
  'chain_not_covered',
] as const;
export type LegCoverage = (typeof legCoverages)[number];

/** A leg as an answer shows it: a step of the protocol's route, with or without an event behind it. */
export interface LegView {
  step: string;
  role: Role;
  chain: ChainId | null;
  /** The protocol's own name for the chain; null while it is not known where the leg is awaited. */
  network: string | null;
  coverage: LegCoverage | null;
  inclusion: Inclusion;
  outcome: Outcome;
  /** Null while the leg is expected. */
  at: Position | null;
  event: string | null;
  /** Null for the first leg, and while it is expected. */
  joinedBy: Join | null;
}

/** The leg that blocks. */
export interface Pending {
  step: string;
  role: Role;
  stage: Stage;
  chain: ChainId | null;
  /** Chain time (Unix seconds) of the leg that came last before this wait. */
  since: number;
  /**
   * Until when it may happen, by its own chain's clock (Unix seconds), or the deadline that has passed; null if there is no
   * such end.
   */
  deadline: number | null;
  what: string;
  /** Why the last try failed, or why it was called off, where a leg tells. */
  reason: string | null;
}

/** Who can move an operation on, and how. */
export interface NextAction {
  mover: Mover;
  who: string;
  action: string;
}

/** Which legs completion requires, and which of them still lack. */
export interface Completion {
  requires: string[];
  missing: string[];
}

/** Where the value is, as far as firm legs tell. */
export interface AssetLocation {
  place: Place;
  chain: ChainId | null;
  token: string | null;
  /** In the token's smallest unit, as decimal text; null where no leg tells. */
  amount: string | null;
}

/** An operation, as the fold computes it from its legs. Nothing else decides about it. */
export interface Operation {
  /** `<protocol>:<link>`, see `operationId`. */
  id: string;
  protocol: string;
  rulesVersion: number;
  kind: string;
  status: Status;
  stage: Stage;
  terminal: boolean;
  /** True if every leg that the status rests on is finalized, so that no reorg can undo it. */
  final: boolean;
  finality: Finality;
  coverage: Coverage;
  settlement: Settlement;
  conflicts: Conflict[];
  /** What was seen although the protocol's rules call it impossible. The facts count; the rules need a look. */
  specGaps: string[];
  origin: ChainRef | null;
  destination: ChainRef | null;
  about: About;
  /** Chain time (Unix seconds) of the earliest leg. */
  startedAt: number;
  /** One per step of the route, in its order, then the others: reorged away, further ones of the same step, carriers'. */
  legs: LegView[];
  pending: Pending | null;
  nextAction: NextAction | null;
  completion: Completion;
  /** How much of what is to be delivered in parts is delivered by firm legs; decimal text. */
  partial: { filled: string; total: string } | null;
  /** Null while nothing firm tells. */
  assetLocation: AssetLocation | null;
  /** Operations that stood for this one's transaction before a reorg, and the one that stands for it now. */
  supersedes: string[];
  supersededBy: string | null;
}

/** A leg that is not as it was: `from` is null for a leg that was not there, `to` for one that is there no more. */
export interface LegChange {
  step: string;
  event: string | null;
  from: Inclusion | null;
  to: Inclusion | null;
}

/** True if two folds of an operation say the same, so that no new version is due; one may come from its stored JSON. */
export function isSameOperation(a: object, b: object): boolean {
  return canonicalText(a) === canonicalText(b);
}

/** JSON with the keys in order and bigints as decimal text: what a database keeps of a value, however it orders it. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).toSorted(([x], [y]) => compareText(x, y)));
  });
}

type ComparedLeg = Pick<LegView, 'step' | 'event' | 'inclusion'>;

/** How the legs of an operation differ between two folds; awaited legs are no change of their own. */
export function legChanges(
  before: readonly ComparedLeg[],
  after: readonly ComparedLeg[],
): LegChange[] {
  const seen = ({ event }: ComparedLeg) => event !== null;
  const was = new Map(before.filter(seen).map((leg) => [leg.event, leg]));
  const is = new Map(after.filter(seen).map((leg) => [leg.event, leg]));
  return [
    ...[...is.values()].map(({ step, event, inclusion }) => ({
      step,
      event,
      from: was.get(event)?.inclusion ?? null,
      to: inclusion as Inclusion | null,
    })),
    ...[...was.values()]
      .filter(({ event }) => !is.has(event))
      .map(({ step, event, inclusion }) => ({ step, event, from: inclusion, to: null })),
  ].filter(({ from, to }) => from !== to);
}
