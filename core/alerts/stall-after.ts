/** By how much a chain may be late before it counts as standing still. */
export interface StallBounds {
  /** Never before so many seconds. */
  stalledSeconds: number;
  /** Nor before so many of its blocks should have come. */
  blocksMin: number;
}

/** From fewer gaps nothing is said of how regular a chain is. */
const GAPS_MIN = 20;
/** A chain that has paused so often, and gone on, makes blocks when there is something for them. One pause may be an outage. */
const PAUSES_MIN = 3;

/**
 * After how many seconds without a block a chain stands still, by how it has made blocks so far; null for one of which too little is
 * known, and for one that makes blocks on demand: its silence says nothing.
 *
 * @param gaps seconds from block to block, of the newest ones that are known, in any order
 */
export function stallAfter(
  gaps: readonly number[],
  { stalledSeconds, blocksMin }: StallBounds,
): number | null {
  if (gaps.length < GAPS_MIN) return null;
  const after = Math.max(stalledSeconds, usualGap(gaps) * blocksMin);
  const pauses = gaps.filter((gap) => gap >= after).length;
  return pauses >= PAUSES_MIN ? null : after;
}

/** Half of the gaps are no longer. */
export function usualGap(gaps: readonly number[]): number {
  const sorted = gaps.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
