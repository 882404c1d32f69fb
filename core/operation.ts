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

/** A leg as an answer shows it: a step of the protocol's route, with or without an event behind it. */
export interface LegView {
  step: string;
  role: Role;
  chain: ChainId | null;
  inclusion: Inclusion;
  outcome: Outcome;
  /** Null while the leg is expected. */
  at: Position | null;
  event: string | null;
}

/** The leg that blocks, and how it can be moved on. */
export interface Pending {
  step: string;
  role: Role;
  stage: Stage;
  chain: ChainId | null;
  /** Chain time (Unix seconds) of the leg that came last before this wait. */
  since: number;
  what: string;
  who: string;
  action: string;
}

/** Which legs completion requires, and which of them still lack. */
export interface Completion {
  requires: string[];
  missing: string[];
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
  coverage: Coverage;
  origin: ChainRef | null;
  destination: ChainRef | null;
  about: About;
  /** Chain time (Unix seconds) of the earliest leg. */
  startedAt: number;
  /** One per step of the route, in its order, then the others: reorged away, or further ones of the same step. */
  legs: LegView[];
  pending: Pending | null;
  completion: Completion;
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
