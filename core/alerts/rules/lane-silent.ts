import { laneSubject, type Finding, type Lane, type Severity } from '../alert.ts';
import { sayDuration } from '../say-duration.ts';
import { sayLane, type ChainNames } from '../say-lane.ts';

/** How a lane is used, by the clock of its origin. */
export interface LaneTraffic {
  lane: Lane;
  /** New operations of each whole hour that is looked at, quiet hours as zero. */
  hourly: readonly number[];
  /** Chain time (Unix seconds) of the newest operation. */
  lastAt: number;
  /** Chain time through which the origin was read; null where it is not, or where we are blind there. */
  readThrough: number | null;
}

export interface SilentOptions {
  /** A lane with fewer hours to look at is not judged. */
  hoursMin: number;
  /** So many operations should have come in the meantime, by the lane's quiet hours. */
  expectedMin: number;
  /** No silence that is shorter than this counts. */
  silentSecondsMin: number;
  severity: Severity;
}

/** The share of a lane's hours that are quieter than its rate: nights count as they are. */
const QUIET_SHARE = 0.1;

/**
 * One finding for each busy lane that is silent. It is measured against its own rate: what comes in all but the quietest tenth of
 * its hours. By chance alone so many lack about once in e^expectedMin.
 */
export function decideLaneSilent(
  lanes: readonly LaneTraffic[],
  {
    hoursMin,
    expectedMin,
    silentSecondsMin,
    severity,
    names,
  }: SilentOptions & { names: ChainNames },
): Finding[] {
  return lanes.flatMap(({ lane, hourly, lastAt, readThrough }) => {
    if (readThrough === null || hourly.length < hoursMin) return [];
    const rate = quietRate(hourly);
    const silent = readThrough - lastAt;
    const expected = (rate * silent) / 3_600;
    if (silent < silentSecondsMin || expected < expectedMin) return [];
    return [
      {
        rule: 'lane_silent' as const,
        subject: laneSubject(lane),
        severity,
        lane,
        chain: lane.origin,
        operation: null,
        text: {
          title: `Silent: ${sayLane(lane, names)}`,
          happened: `No new operation for ${sayDuration(silent)}, by the clock of its origin, which is read up to then.`,
          pending: `Even in its quiet hours it has ${rate} an hour: about ${Math.round(expected)} should have come.`,
          value: null,
          action:
            'See whether the application or its contracts at the origin are paused, upgraded or moved.',
        },
      },
    ];
  });
}

/**
 * The lanes, by their subjects, of which something was heard a short while ago: a silence ends by that alone. Without anything new,
 * the hours that its rate is read from run out, and with them what is found.
 */
export function lanesHeard(
  lanes: readonly LaneTraffic[],
  { silentSecondsMin }: Pick<SilentOptions, 'silentSecondsMin'>,
): Set<string> {
  return new Set(
    lanes
      .filter(
        ({ lastAt, readThrough }) =>
          readThrough !== null && readThrough - lastAt < silentSecondsMin,
      )
      .map(({ lane }) => laneSubject(lane)),
  );
}

/** What comes in all but the quietest tenth of the hours. */
export function quietRate(hourly: readonly number[]): number {
  const sorted = hourly.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * QUIET_SHARE)] ?? 0;
}
