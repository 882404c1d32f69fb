import { laneSubject, type Finding, type Lane, type Severity } from './alert.ts';
import type { Stretch } from './replay-lives.ts';
import type { DegradedBounds } from './rules/operation-stuck.ts';
import { sayDuration } from './say-duration.ts';
import { sayLane, type ChainNames } from './say-lane.ts';

/** A time for which an operation was stuck: Unix milliseconds; `until` is null where it is so still. */
export interface StuckWait {
  operation: string;
  step: string;
  lane: Lane;
  /** After how long a wait it counted as stuck. */
  afterSeconds: number;
  from: number;
  until: number | null;
}

/**
 * When operations and lanes would have been found stuck: an operation for as long as its lane is not degraded, a lane from its
 * first bound on until it is below the second.
 */
export function stuckStretches(
  waits: readonly StuckWait[],
  {
    bounds,
    severities,
    names,
  }: {
    bounds: DegradedBounds;
    severities: { operation: Severity; lane: Severity };
    names: ChainNames;
  },
): { operations: Stretch[]; lanes: Stretch[] } {
  const lanes = new Map<string, StuckWait[]>();
  for (const wait of waits) {
    const key = laneSubject(wait.lane);
    lanes.set(key, [...(lanes.get(key) ?? []), wait]);
  }
  const found = [...lanes.values()].map((own) => {
    const degraded = degradedTimes(own, bounds);
    const [{ lane }] = own as [StuckWait];
    return {
      lanes: degraded.map((time) => ({
        ...time,
        finding: findingOf(lane, {
          rule: 'lane_degraded',
          subject: laneSubject(lane),
          severity: severities.lane,
          operation: null,
          title: `Degraded: ${sayLane(lane, names)}`,
        }),
      })),
      operations: own.flatMap((wait) =>
        without(wait, degraded).map((time) => ({
          ...time,
          finding: findingOf(lane, {
            rule: 'operation_stuck',
            subject: wait.operation,
            severity: severities.operation,
            operation: wait.operation,
            title: `Stuck before ${wait.step} for more than ${sayDuration(wait.afterSeconds)}: ${sayLane(lane, names)}`,
          }),
        })),
      ),
    };
  });
  return {
    lanes: found.flatMap((one) => one.lanes),
    operations: found.flatMap((one) => one.operations),
  };
}

interface Time {
  from: number;
  until: number | null;
}

function degradedTimes(waits: readonly StuckWait[], { from, below }: DegradedBounds): Time[] {
  const changes = waits
    .flatMap((wait) => [
      { at: wait.from, by: 1 },
      ...(wait.until === null ? [] : [{ at: wait.until, by: -1 }]),
    ])
    .toSorted((a, b) => a.at - b.at || a.by - b.by);
  const times: Time[] = [];
  let count = 0;
  let since: number | null = null;
  for (const { at, by } of changes) {
    count += by;
    if (since === null && count >= from) since = at;
    if (since !== null && count < below) {
      times.push({ from: since, until: at });
      since = null;
    }
  }
  return since === null ? times : [...times, { from: since, until: null }];
}

/** The parts of a time that are in none of the others, which are in order and apart. */
function without({ from, until }: Time, others: readonly Time[]): Time[] {
  const parts: Time[] = [];
  let begin = from;
  for (const other of others) {
    if (until !== null && other.from >= until) break;
    if (other.until !== null && other.until <= begin) continue;
    if (other.from > begin) parts.push({ from: begin, until: other.from });
    if (other.until === null) return parts;
    begin = Math.max(begin, other.until);
  }
  if (until === null || begin < until) parts.push({ from: begin, until });
  return parts;
}

function findingOf(
  lane: Lane,
  {
    title,
    ...own
  }: Pick<Finding, 'rule' | 'subject' | 'severity' | 'operation'> & { title: string },
): Finding {
  const text = { title, happened: title, pending: null, value: null, action: '' };
  return { ...own, lane, chain: null, text };
}
