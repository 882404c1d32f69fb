import type { ChainId } from '../../core/chain.ts';
import { CLOCK_SKEW_SECONDS } from '../../core/leg.ts';
import type { Stage, Status } from '../../core/status.ts';

/** What the world knows of what happened, on the fork that counts. Nothing of it comes from the database or the fold. */
export interface Truth {
  /** Block time, in Unix seconds, of what happened under this label; null if it did not. */
  time: (label: string) => number | null;
  /** Whether it was shown once and taken back: only then can anybody speak of it. */
  wasLost: (label: string) => boolean;
  /** Up to this time a chain can be known to the end; null before the first block of which that is true. */
  certainTime: (chain: ChainId) => number | null;
  /** Up to this time it is known to the end: of blocks that were read in one go few times are known. Never later. */
  knownTime: (chain: ChainId) => number;
  /** Whether anybody reads the chain yet. */
  isIndexed: (chain: ChainId) => boolean;
  /** Time of a chain's first block. */
  beginning: (chain: ChainId) => number;
}

/** What an operation must be shown as. Where several answers are right, all of them. */
export interface Expectation {
  /** Empty if there must be no such operation. */
  status: readonly Status[];
  /** True if it may be unknown as well: nobody was shown it. */
  mayBeUnknown?: boolean;
  stage?: readonly Stage[];
  final?: boolean;
  conflicts?: readonly string[];
  /** Conflicts that are told or not, by what is known of when the first block was. */
  mayConflict?: readonly string[];
  settlement?: string;
  filled?: string;
  specGaps?: readonly string[];
  supersededBy?: boolean;
}

/** One operation of the world: what happens in it is planned by its scenario; what came of it is for the ledger to say. */
export interface SimulatedOperation {
  /** `message-12`. */
  name: string;
  protocol: string;
  /** A link that its legs carry: how to find it. Its parts are asked for one by one where they may come apart. */
  key: string;
  labels: readonly string[];
  expect: (truth: Truth) => Expectation;
  /** Block time of what completes it, once it is complete; told by some scenarios. */
  completedAt?: (truth: Truth) => number;
  /** Whether what happened allows to call it that. `truth` knows firm things alone; asked while it runs. */
  mayBe: (status: Status, truth: Truth) => boolean;
}

export const nothing: Expectation = { status: [], mayBeUnknown: true };

/** Nothing of it is left: it never happened, as far as anybody heard of it. */
export function gone(labels: readonly string[], { wasLost }: Truth): Expectation {
  return labels.some(wasLost)
    ? { status: ['reverted'], stage: ['origin_missing'], final: false }
    : nothing;
}

/** What an operation whose origin is not there may be as well, as long as it may be in blocks whose time is not known. */
export function orUndecided(
  { time, knownTime }: Truth,
  labels: readonly string[],
  origin: ChainId,
): readonly Status[] {
  const latest = Math.max(...labels.map((label) => time(label) ?? 0));
  return knownTime(origin) > latest + CLOCK_SKEW_SECONDS ? [] : ['pending'];
}
