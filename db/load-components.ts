import { findComponents, LEGS_MAX } from './find-components.ts';
import { loadLegs, type StoredLeg } from './load-legs.ts';
import type { Queryable } from './pool.ts';

/** What is more than one walk may read is walked in parts. */
const PARTS = 8;

/** The legs that keys lead to, and what is not among them. */
export interface LoadedComponents {
  legs: StoredLeg[];
  /** Keys of components that have more than the limit, and were left out. */
  tooLarge: Set<string>;
}

/** Every leg that these keys lead to, over any number of shared links. Components with more than `legsMax` are left out. */
export async function loadComponents(
  tx: Queryable,
  keys: readonly string[],
  legsMax = LEGS_MAX,
): Promise<LoadedComponents> {
  const found = await findComponents(tx, keys, { legsMax });
  if (found) {
    const whole = found.filter(({ isTooLarge }) => !isTooLarge);
    const others = found.filter(({ isTooLarge }) => isTooLarge);
    const legs = await loadLegs(
      tx,
      whole.flatMap(({ events }) => [...events]),
    );
    return { legs, tooLarge: new Set(others.flatMap((component) => [...component.keys])) };
  }
  const length = Math.ceil(keys.length / PARTS);
  const legs = new Map<string, StoredLeg>();
  const tooLarge = new Set<string>();
  for (let from = 0; from < keys.length; from += length) {
    const part = await loadComponents(tx, keys.slice(from, from + length), legsMax);
    // Two parts may lead to one component.
    for (const leg of part.legs) legs.set(leg.eventId, leg);
    for (const key of part.tooLarge) tooLarge.add(key);
  }
  return { legs: [...legs.values()], tooLarge };
}
