import { laneSubject, type Finding, type Lane, type Severity } from '../alert.ts';
import { sayChain, sayLane, type ChainNames } from '../say-lane.ts';
import { sayDuration } from '../say-duration.ts';
import { sayValue, type ValuePlace } from '../say-value.ts';

/** An operation that health calls stuck. */
export interface StuckOperation {
  id: string;
  step: string;
  stage: string;
  awaitedChain: Lane['origin'];
  /** By the awaited chain's clock, as far as it was read. */
  waitedSeconds: number;
  /** The sentence of its health. */
  detail: string;
  /** We are blind where it is awaited, or no blocks are made there: what it waits for may have happened, or could not. */
  isBlind: boolean;
  what: string | null;
  value: ValuePlace | null;
  action: string | null;
}

/** A lane on which operations are stuck. */
export interface StuckLane {
  lane: Lane;
  /** Without those for which we are blind. */
  count: number;
  blind: number;
  /** The ones that have waited the longest, at most as many as a lane may have before it counts as degraded. */
  operations: readonly StuckOperation[];
}

/** From so many stuck operations on a lane is degraded, and it stays so until there are fewer than so many. */
export interface DegradedBounds {
  from: number;
  below: number;
}

/**
 * True if so many stuck operations degrade a lane; one that is degraded stays so for longer. While we are blind nothing is new,
 * and nothing is over.
 */
export function isDegraded(
  { count, blind }: StuckLane,
  { from, below }: DegradedBounds,
  wasDegraded: boolean,
): boolean {
  return wasDegraded ? count + blind >= below : count >= from;
}

/**
 * One finding for each stuck operation of the lanes that are not degraded: those of the others are part of their lane's. Of one
 * for which we are blind there is only what there was before.
 */
export function decideOperationStuck(
  lanes: readonly StuckLane[],
  {
    bounds,
    isDegradedNow,
    isLive,
    names,
    severity,
  }: {
    bounds: DegradedBounds;
    /** Whether a lane, by its subject, has an alert for being degraded. */
    isDegradedNow: (subject: string) => boolean;
    /** Whether an operation, by its id, has an alert for being stuck. */
    isLive: (subject: string) => boolean;
    names: ChainNames;
    severity: Severity;
  },
): Finding[] {
  return lanes
    .filter((one) => !isDegraded(one, bounds, isDegradedNow(laneSubject(one.lane))))
    .flatMap(({ lane, operations }) =>
      operations
        .filter(({ id, isBlind }) => !isBlind || isLive(id))
        .map((operation) => ({
          rule: 'operation_stuck' as const,
          subject: operation.id,
          severity,
          lane,
          chain: operation.awaitedChain,
          operation: operation.id,
          text: {
            title: `Stuck after ${sayDuration(operation.waitedSeconds)}: ${sayLane(lane, names)}`,
            happened: operation.detail,
            pending: `It waits for ${operation.what ?? `the step ${operation.step}`} on ${sayChain(operation.awaitedChain, names)} (${operation.stage}).`,
            value: sayValue(operation.value, names),
            action: operation.action ?? 'Look at the operation: nothing says who can move it on.',
          },
        })),
    );
}
