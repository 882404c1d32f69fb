import type { Baseline } from './health.ts';

/** When a step may be expected: a range of ages, in seconds since the wait began. */
export interface Eta {
  from: number;
  to: number;
}

/**
 * Between which ages the step comes for half to nine in ten of those that have waited as long as this one and are not through.
 * By the protocol's own figures it is between what is usual and what is late.
 *
 * @returns null for a wait that is longer than what the figures tell of
 */
export function etaOf(baseline: Baseline | null, age: number): Eta | null {
  if (!baseline) return null;
  if (baseline.source === 'protocol') {
    const { seconds, lateAfter } = baseline;
    return age >= lateAfter ? null : { from: Math.max(age, seconds), to: lateAfter };
  }
  const { p50, p90, p99 } = baseline;
  if (age >= p99) return null;
  const knots: Knots = [
    [0, 0],
    [0.5, p50],
    [0.9, p90],
    [0.99, p99],
  ];
  const passed = shareThrough(knots, age);
  const at = (share: number) => ageAt(knots, passed + (1 - passed) * share);
  return { from: Math.max(age, at(0.5)), to: Math.max(age, at(0.9)) };
}

/** A distribution by its quantiles, as `[share, age]`; straight lines between them. */
type Knots = readonly (readonly [share: number, age: number])[];

function shareThrough(knots: Knots, age: number): number {
  let [lowShare, lowAge] = knots[0] ?? [0, 0];
  for (const [share, knot] of knots.slice(1)) {
    if (age < knot) return lowShare + ((share - lowShare) * (age - lowAge)) / (knot - lowAge);
    [lowShare, lowAge] = [share, knot];
  }
  return lowShare;
}

/** Beyond the last quantile nothing is known: that is what is said then. */
function ageAt(knots: Knots, share: number): number {
  let [lowShare, lowAge] = knots[0] ?? [0, 0];
  for (const [knot, age] of knots.slice(1)) {
    if (share <= knot) return lowAge + ((age - lowAge) * (share - lowShare)) / (knot - lowShare);
    [lowShare, lowAge] = [knot, age];
  }
  return lowAge;
}
