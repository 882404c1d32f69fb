import type { Usual } from './rules.ts';

/**
 * A verdict about time, beside the status and never mixed into it. `delayed`: it takes longer than most on its lane; `stuck`:
 * so long that somebody should look; `blocked`: it is known what holds it up; `needs_action`: nothing moves until its user does
 * something; `blind`: what it waits for may have happened where we have not read yet, so that nobody is to blame.
 */
export const healths = ['ok', 'delayed', 'stuck', 'blocked', 'needs_action', 'blind'] as const;
export type Health = (typeof healths)[number];

/** Why a verdict is what it is. A closed list; what each means to a reader. */
export const healthReasons = {
  longer_than_usual: 'It takes longer than its lane, or its protocol, lets expect.',
  failed: 'The last try failed; it may be tried again.',
  held: 'A service of its protocol says that it is held back.',
  policy_hold: 'The protocol holds it back, for a time or until somebody approves it.',
  destination_not_covered: 'It leads to or over a chain that is not indexed here.',
  chain_stalled: 'The awaited chain answers, and shows no new block.',
  action_due: 'It is for its user to move it on.',
  insufficient_data: 'Nothing is known of how long it usually takes.',
  waiting_period: 'It waits for a period of the protocol to pass.',
  open_order: 'It may stay open until its deadline, or for as long as its user likes.',
  not_judged_yet: 'It has just changed, and is judged within moments.',
  chain_silent: 'The awaited chain has not answered us for a while.',
  chain_behind: 'What we see of the awaited chain is old.',
  blocks_unread: 'Blocks of the awaited chain that may hold what it waits for are not read yet.',
  folds_behind: 'What was read is not worked off yet.',
  not_read: 'The awaited chain was not read for this protocol yet.',
} as const;
export type HealthReason = keyof typeof healthReasons;

// CAST: the keys of the object above.
export const healthReasonNames = Object.keys(healthReasons) as [HealthReason, ...HealthReason[]];

/**
 * How long a wait usually takes, in seconds: as operations of the same lane have taken for the same step (`lane`), those of one
 * pace or, where `pace` is null, all of them; else by the protocol's own figures (`protocol`).
 */
export type Baseline = LaneBaseline | ProtocolBaseline;
type LaneBaseline = {
  source: 'lane';
  pace: string | null;
  p50: number;
  p90: number;
  p99: number;
  sample: number;
};
type ProtocolBaseline = { source: 'protocol' } & Usual;

/** How long steps of a lane have taken, as far as that was summed up. */
export interface LaneFigures {
  p50: number | null;
  p90: number | null;
  p99: number | null;
  sample: number;
}

/** Figures of one step on a lane: of the operations of one pace, null where there is none; and of all of them. */
export interface StepFigures {
  ofPace: LaneFigures | null;
  ofAll: LaneFigures | null;
}

/** By what a wait was judged: others of its pace, all others of its lane, or the protocol's own figures. */
export const bases = ['pace', 'lane', 'protocol'] as const;
export type Basis = (typeof bases)[number];

export function basisOf(baseline: Baseline): Basis {
  if (baseline.source === 'protocol') return 'protocol';
  return baseline.pace === null ? 'lane' : 'pace';
}

/** When a wait is too long, and when we see too little to say so. Times in seconds. */
export interface HealthPolicy {
  /** So many waits of a lane must be behind it before they are believed. */
  minimumSample: number;
  /** `delayed` after the lane's p90 times this, and never before the floor. */
  delayedFactor: number;
  delayedFloorSeconds: number;
  /** `stuck` after the lane's p99 times this, never before the floor, nor before the protocol calls it late. */
  stuckFactor: number;
  stuckFloorSeconds: number;
  /** `blind` once what was read of the awaited chain is older than this. */
  blindAfterSeconds: number;
  /** A chain that answers has stalled once it has shown no new block for so long. */
  stalledAfterSeconds: number;
}

export const HEALTH_POLICY: HealthPolicy = {
  minimumSample: 30,
  delayedFactor: 1.5,
  delayedFloorSeconds: 60,
  stuckFactor: 3,
  stuckFloorSeconds: 300,
  blindAfterSeconds: 300,
  stalledAfterSeconds: 300,
};

/** What is usual for a wait, beside the figures of its lane. */
export interface Usually {
  usual: Usual | null;
  /** Its operation's; null where it has none. */
  pace: string | null;
}

/**
 * The figures of its pace if they rest on enough, else the lane's as a whole, else the protocol's; null where none of these are
 * known.
 */
export function baselineOf(
  figures: StepFigures,
  { usual, pace }: Usually,
  { minimumSample }: Pick<HealthPolicy, 'minimumSample'>,
): Baseline | null {
  const ownPace = pace !== null && laneBaseline(figures.ofPace, pace, minimumSample);
  if (ownPace) return ownPace;
  const lane = laneBaseline(figures.ofAll, null, minimumSample);
  if (lane) return lane;
  return usual && { source: 'protocol', seconds: usual.seconds, lateAfter: usual.lateAfter };
}

function laneBaseline(
  figures: LaneFigures | null,
  pace: string | null,
  minimumSample: number,
): LaneBaseline | null {
  if (!figures || figures.sample < minimumSample) return null;
  const { p50, p90, p99, sample } = figures;
  if (p50 === null || p90 === null || p99 === null) return null;
  return { source: 'lane', pace, p50, p90, p99, sample };
}

/** The ages, in seconds, after which a wait is `delayed` and `stuck`. */
export interface Thresholds {
  delayed: number;
  stuck: number;
}

export function thresholdsOf(
  baseline: Baseline,
  { usual, pace }: Usually,
  policy: HealthPolicy,
): Thresholds {
  if (baseline.source === 'protocol') return ownThresholds(baseline, policy);
  const stuck = Math.max(
    baseline.p99 * policy.stuckFactor,
    policy.stuckFloorSeconds,
    usual?.lateAfter ?? 0,
  );
  // Of a mixed lane others may be far faster: what its protocol calls usual for such an operation is never slow.
  const isMixed = pace !== null && baseline.pace === null;
  const delayed = Math.max(
    baseline.p90 * policy.delayedFactor,
    policy.delayedFloorSeconds,
    isMixed && usual ? ownThresholds(usual, policy).delayed : 0,
  );
  return { delayed: Math.min(delayed, stuck), stuck };
}

/** By the protocol's own figures. */
function ownThresholds({ seconds, lateAfter }: Usual, policy: HealthPolicy): Thresholds {
  const stuck = Math.max(lateAfter, policy.delayedFloorSeconds);
  // Half way between what is usual and what is late.
  const delayed = Math.max((seconds + lateAfter) / 2, policy.delayedFloorSeconds);
  return { delayed: Math.min(delayed, stuck), stuck };
}
