import type { ChainId } from './chain.ts';
import type { Role } from './leg.ts';
import type { Stage } from './status.ts';

/** The chain on which a step happens, as the operation names it. */
export const sides = ['origin', 'hub', 'destination'] as const;
export type Side = (typeof sides)[number];

/** Who can move a waiting step on. */
export const movers = ['chain', 'protocol', 'anyone', 'user', 'recipient', 'operator'] as const;
export type Mover = (typeof movers)[number];

/** Most messages take minutes; one that arrives after a month had better be looked at. */
export const TRANSIT_SECONDS_MAX = 30 * 24 * 3_600;

/** What to say while an operation waits for a step. */
export interface Waiting {
  stage: Stage;
  /** What is awaited, as the end of the sentence "It waits for …". */
  what: string;
  mover: Mover;
  /** Who that is, in the protocol's words. */
  who: string;
  /** What they can do. */
  action: string;
  /**
   * Who alone can, where the operation names them: in the detail `by` of its `details`, which is put behind `who`. A message
   * may say who alone is to hand it in, though others of its kind are for anyone.
   */
  reserved?: { by: string; mover: Mover; who: string };
  /**
   * Where the value is meanwhile, if it is not where the last firm leg has moved it: at the origin or on the hub if it says so,
   * else on the chain of the awaited step.
   */
  place?: Place;
}

/** Where the value of an operation is. */
export const places = [
  'sender',
  'origin_contract',
  'burned',
  'hub_contract',
  'hub_wallet',
  'destination_contract',
  'recipient',
] as const;
export type Place = (typeof places)[number];

/** When the absence of a step becomes an answer. Judged by the clock of the step's own chain, and by what was read of it. */
export interface Deadline {
  /** `told`: by the leg that names a `deadline`; else so many seconds after another step. */
  at: 'told' | { after: string; seconds: number };
  /**
   * What the operation is then. `expired`: somebody may claim the value back, or it is delivered late after all;
   * `refunding`: the protocol brings the value back by itself; `failed`, `cancelled`: it is over.
   */
  becomes: 'expired' | 'refunding' | 'failed' | 'cancelled';
  /** True if the protocol refuses the step after the deadline: one that is seen all the same is flagged. */
  isStrict: boolean;
  /**
   * A step each leg of which is a try of this one, whose outcome is told by another leg: as long as one of them has none, it is
   * not known that this step did not happen.
   */
  tries?: string;
}

/**
 * How long a step usually takes after the one before, and after how long it is worth a look; in seconds. No status depends on
 * it: what takes longer is late, not over.
 */
export interface Usual {
  seconds: number;
  lateAfter: number;
}

/** One step of a protocol's route, and what to say while an operation waits for it. */
export interface Step {
  /** The protocol's word for the step: `burn`, `approval`. */
  name: string;
  role: Role;
  side: Side;
  /**
   * Whether completion needs it. `promised`: only where a leg names it among its `promises`. Nothing waits for the others:
   * they cancel, refund, settle, or do what another step would have done.
   */
  required: 'always' | 'promised' | 'never';
  /**
   * Steps each of which does as well: once one of them is firm, this one is skipped. Where a leg promises a step that is
   * always required, it means this very step, and none is skipped for it.
   */
  alternatives?: readonly string[];
  /** Alternatives after which the step still comes, and pays who did what it is for. */
  settles?: readonly string[];
  /** It comes in parts, and is done when they reach the total that the operation names, or when one says that none remains. */
  isPartial?: boolean;
  /**
   * It comes once for each leg of this other step, and is done when all of these have theirs. Those that only pay for an
   * alternative of this step (`settles`) have none.
   */
  oneForEach?: string;
  /** Nothing of the protocol's own tells it: it is done when what carries the operation is complete. */
  byCarrier?: true;
  /** No event tells of it: it is awaited, and never seen. */
  isUnseen?: boolean;
  /** Of a refund: the step that must come before it. */
  after?: string;
  deadline?: Deadline;
  /** By the protocol's own figures; by the chain of the origin (`from`) where its finality decides. */
  usual?: Usual & { from?: Readonly<Record<ChainId, Usual>> };
  /** Where the value is once the step is firm; where it stays put, nothing. */
  moves?: Place;
  /** Where the value is once the step has failed, for good or for now; where that moves it nowhere, nothing. */
  movesIfFailed?: Place;
  waiting: Waiting;
}

/**
 * How fast operations go that share a lane, where that is decided at their origin: those of one pace are compared with one
 * another alone. No status depends on it.
 */
export interface Paces {
  /** Every pace that there is. Few: each has figures of its own on every lane. */
  names: readonly string[];
  /**
   * One of these, by what the origin tells, or null where it does not. Details are as the origin's legs have them; those of
   * later legs may stand beside them.
   */
  of: (told: { kind: string; details: Readonly<Record<string, string>> }) => string | null;
}

/**
 * What constitutes completion in a protocol, as data: the fold reads it and knows no protocol by name. Steps come in the
 * order of the route; the first one is the origin.
 */
export interface Rules {
  /** Goes up when a change here can change a status; each transition names it. */
  version: number;
  steps: readonly Step[];
  /**
   * Kinds of operations that go another way, by the `kind` that their legs tell. A way of one step is over with it, whatever
   * its role: so is an event that belongs to an operation in some cases, and is something by itself in the others.
   */
  kinds?: Readonly<Record<string, readonly Step[]>>;
  /** True if the protocol's destination contract accepts nothing but messages proven to come from the origin. */
  destinationProvesOrigin: boolean;
  /** Protocols that carry this one's messages: their legs are part of this one's operations. */
  carriedBy?: readonly string[];
  /** How the amount received compares to the one sent, where both are told in the same unit. */
  amounts?: 'equal' | 'at_most';
  /**
   * The longest that a message is under way, in seconds. One that arrives without an origin, though the origin's chain was
   * read for longer than this before, came from nowhere.
   */
  transitSecondsMax?: number;
  /** Absent where all operations of a lane go at one pace, as far as their origins tell. */
  paces?: Paces;
}

/** The role of the step of this name, in whatever kind of operation; undefined if there is none. */
export function roleOf(rules: Rules, name: string): Role | undefined {
  let roles = rolesByRules.get(rules);
  if (!roles) {
    roles = new Map(
      allSteps(rules)
        .toReversed()
        .map((step) => [step.name, step.role]),
    );
    rolesByRules.set(rules, roles);
  }
  return roles.get(name);
}

/** Asked for each event that is read. */
const rolesByRules = new WeakMap<Rules, ReadonlyMap<string, Role>>();

/** The steps of every kind, those of the usual route first. */
export function allSteps({ steps, kinds }: Rules): Step[] {
  return [steps, ...Object.values(kinds ?? {})].flat();
}

/** The steps of an operation of this kind. */
export function stepsOf({ steps, kinds }: Rules, kind: string | undefined): readonly Step[] {
  // Whoever sends a message may name its kind: `toString` is none.
  return (kind !== undefined && kinds && Object.hasOwn(kinds, kind) && kinds[kind]) || steps;
}
