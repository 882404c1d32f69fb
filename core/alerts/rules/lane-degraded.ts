import { laneSubject, type Finding, type Severity } from '../alert.ts';
import { sayDuration } from '../say-duration.ts';
import { sayLane, type ChainNames } from '../say-lane.ts';
import { isDegraded, type DegradedBounds, type StuckLane } from './operation-stuck.ts';

const EXAMPLES_MAX = 5;

/** One finding for each lane with many stuck operations at once. */
export function decideLaneDegraded(
  lanes: readonly StuckLane[],
  {
    bounds,
    isLive,
    names,
    severity,
  }: {
    bounds: DegradedBounds;
    isLive: (subject: string) => boolean;
    names: ChainNames;
    severity: Severity;
  },
): Finding[] {
  return lanes
    .filter((one) => isDegraded(one, bounds, isLive(laneSubject(one.lane))))
    .map(({ lane, count, blind, operations }) => {
      const steps = [...new Set(operations.map(({ step }) => step))].join(', ');
      const longest = Math.max(0, ...operations.map(({ waitedSeconds }) => waitedSeconds));
      const examples = operations.slice(0, EXAMPLES_MAX).map(({ id }) => id);
      return {
        rule: 'lane_degraded' as const,
        subject: laneSubject(lane),
        severity,
        lane,
        chain: null,
        operation: null,
        size: count + blind,
        text: {
          title: `Degraded: ${sayLane(lane, names)}`,
          happened: `${count + blind} operations are stuck at once; the oldest has waited for ${sayDuration(longest)}.`,
          pending: `Those that have waited the longest wait for: ${steps}. Among them ${examples.join(', ')}.`,
          value: null,
          action:
            operations[0]?.action ??
            'Look at who delivers on this lane, and at the chain of the awaited step.',
        },
      };
    });
}
