import { findComponents, LEGS_MAX } from './find-components.ts';
import { loadLegs, type StoredLeg } from './load-legs.ts';
import type { Queryable } from './pool.ts';

/** What is more than one walk may read is walked in parts. */
const PARTS = 8;

/**
 * Every leg that these keys lead to, over any number of shared links. Those of a component with more than `legsMax` legs are
 * left out.
 */
export async function loadComponents(
  tx: Queryable,
  keys: readonly string[],
  legsMax = LEGS_MAX,
): Promise<StoredLeg[]> {
  const found = await findComponents(tx, keys, { legsMax });
  if (found) {
    const whole = found.filter(({ isTooLarge }) => !isTooLarge);
    return loadLegs(
      tx,
      whole.flatMap(({ events }) => [...events]),
    );
  }
  const length = Math.ceil(keys.length / PARTS);
  const legs = new Map<string, StoredLeg>();
  for (let from = 0; from < keys.length; from += length) {
    // Two parts may lead to one component.
    for (const leg of await loadComponents(tx, keys.slice(from, from + length), legsMax)) {
      legs.set(leg.eventId, leg);
    }
  }
  return [...legs.values()];
}
