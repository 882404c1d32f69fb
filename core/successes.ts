import type { About, Inclusion, Leg } from './leg.ts';
import type { Step } from './rules.ts';

/** A canonical leg that did what its step is for, or a part of it. */
export interface Success {
  leg: Leg;
  inclusion: Inclusion;
}

/** How firm canonical legs are, the least first. */
const firmness: readonly Inclusion[] = ['included', 'confirmed', 'finalized'];

/**
 * Leaves out what a transaction did in another block: until a second look decides, both forks of a height may be stored, and
 * a chain takes a transaction only once. What was read twice counts, else the last block.
 */
export function inOneBlock(legs: readonly Leg[]): Leg[] {
  const keyOf = ({ at }: Leg) => `${at.chain} ${at.transaction}`;
  const blocks = new Map(
    legs
      .toSorted((a, b) => Number(a.verified) - Number(b.verified))
      .map((leg) => [keyOf(leg), leg.at.blockHash]),
  );
  return legs.filter((leg) => blocks.get(keyOf(leg)) === leg.at.blockHash);
}

/**
 * The success that does what a step is for; undefined if none does, or if all of them are not yet the whole.
 *
 * @param many how many legs the step is to have, if it comes once for each of another's
 */
export function speakerOf(
  successes: readonly Success[],
  { isPartial, oneForEach }: Step,
  { total }: About,
  many: number,
): Success | undefined {
  if (oneForEach !== undefined)
    return lastPart(successes, (parts) => parts.length >= Math.max(1, many));
  if (!isPartial) return firmest(successes);
  return lastPart(successes, (parts) => {
    if (parts.some(({ leg }) => isZero(leg.about.remaining))) return true;
    if (total === undefined) return parts.every(({ leg }) => leg.about.remaining === undefined);
    return filledOf(parts) >= BigInt(total);
  });
}

/** How much of the whole these legs tell that they delivered. */
const filledOf = (successes: readonly Success[]): bigint =>
  successes.reduce((sum, { leg }) => sum + BigInt(leg.about.filled ?? 0), 0n);

const isZero = (amount: string | undefined): boolean =>
  amount !== undefined && BigInt(amount) === 0n;

export function firmest(successes: readonly Success[]): Success | undefined {
  return successes.toSorted(
    (a, b) => firmness.indexOf(b.inclusion) - firmness.indexOf(a.inclusion),
  )[0];
}

/** How much of the total these legs delivered. */
export function amountOf(successes: readonly Success[], total: string | undefined): bigint {
  const open = successes.flatMap(({ leg }) => leg.about.remaining ?? []).map(BigInt);
  if (open.length > 0 && total !== undefined) {
    const least = open.reduce((a, b) => (b < a ? b : a));
    return least < BigInt(total) ? BigInt(total) - least : 0n;
  }
  return filledOf(successes);
}

/** The leg that made the whole full, at the highest firmness at which it is; undefined while it is not. */
function lastPart(
  successes: readonly Success[],
  isWhole: (parts: readonly Success[]) => boolean,
): Success | undefined {
  for (const level of firmness.toReversed()) {
    const atLeast = successes.filter(
      ({ inclusion }) => firmness.indexOf(inclusion) >= firmness.indexOf(level),
    );
    const last = atLeast.at(-1);
    if (last && isWhole(atLeast)) return { leg: last.leg, inclusion: level };
  }
  return undefined;
}
