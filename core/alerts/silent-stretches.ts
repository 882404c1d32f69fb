import type { Finding, Lane, Severity } from './alert.ts';
import { laneSubject } from './alert.ts';
import type { Stretch } from './replay-lives.ts';
import { quietRate, type SilentOptions } from './rules/lane-silent.ts';
import { sayLane, type ChainNames } from './say-lane.ts';

/** How a lane was used. Times are Unix seconds of its origin's clock. */
export interface PastLane {
  lane: Lane;
  /** New operations by the beginning of their hour; hours without any are left out. */
  hours: ReadonlyMap<number, number>;
  /** The long times without a new operation: from one to the next, which is null if none has come. */
  gaps: readonly { lastAt: number; nextAt: number | null }[];
}

const HOUR = 3_600;
/** A lane's rate is read from so long before. */
const WEEK = 7 * 24 * HOUR;

/** When lanes would have been found silent, by their rate of then, if their origins were always read. */
export function silentStretches(
  lanes: readonly PastLane[],
  { names, ...options }: SilentOptions & { names: ChainNames },
): Stretch[] {
  return lanes.flatMap(({ lane, hours, gaps }) =>
    gaps.flatMap(({ lastAt, nextAt }) => {
      const after = silentAfter(hours, lastAt, options);
      const from = lastAt + after;
      if (!Number.isFinite(from) || (nextAt !== null && from >= nextAt)) return [];
      return [
        {
          finding: findingOf(lane, options.severity, names),
          from: from * 1_000,
          until: nextAt === null ? null : nextAt * 1_000,
        },
      ];
    }),
  );
}

/** After how many seconds a silence that began then counts; infinite where the lane is too quiet, or too little is known. */
function silentAfter(
  hours: ReadonlyMap<number, number>,
  lastAt: number,
  { hoursMin, expectedMin, silentSecondsMin }: SilentOptions,
): number {
  const begin = Math.floor((lastAt - WEEK) / HOUR) * HOUR;
  const known = [...hours.keys()].filter((hour) => hour >= begin && hour <= lastAt);
  const first = Math.min(...known);
  const count = Math.floor((lastAt - first) / HOUR);
  if (!Number.isFinite(count) || count < hoursMin) return Infinity;
  const hourly = Array.from({ length: count }, (_, index) => hours.get(first + index * HOUR) ?? 0);
  return Math.max(silentSecondsMin, (expectedMin * HOUR) / quietRate(hourly));
}

function findingOf(lane: Lane, severity: Severity, names: ChainNames): Finding {
  const title = `Silent: ${sayLane(lane, names)}`;
  return {
    rule: 'lane_silent',
    subject: laneSubject(lane),
    severity,
    lane,
    chain: lane.origin,
    operation: null,
    text: { title, happened: title, pending: null, value: null, action: '' },
  };
}
