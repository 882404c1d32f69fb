import type { LiveMeasure } from './measure-live.ts';

/** How soon a block's operation has to show, in milliseconds. */
export const LIVE_TARGETS = { p50Ms: 50, p99Ms: 250 } as const;

/** From a block's appearance at its node to the commit of its operation's transition. */
export interface LiveReport {
  blocks: number;
  blockMs: number;
  queue: string;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** To the commit of the event itself. */
  eventP50Ms: number;
  /** How often the database was asked, at the median. */
  resolutionMs: number;
  targets: Record<keyof typeof LIVE_TARGETS, boolean>;
}

export function liveReport(measure: LiveMeasure): LiveReport {
  const { blocks, blockMs, queue, toTransitionMs, toEventMs, looksMs } = measure;
  const p50Ms = quantile(toTransitionMs, 0.5);
  const p99Ms = quantile(toTransitionMs, 0.99);
  return {
    blocks,
    blockMs,
    queue,
    p50Ms,
    p99Ms,
    maxMs: quantile(toTransitionMs, 1),
    eventP50Ms: quantile(toEventMs, 0.5),
    resolutionMs: quantile(looksMs, 0.5),
    targets: { p50Ms: p50Ms < LIVE_TARGETS.p50Ms, p99Ms: p99Ms < LIVE_TARGETS.p99Ms },
  };
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
  return Math.round(value * 10) / 10;
}
