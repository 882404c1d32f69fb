import type { Queryable } from './pool.ts';
import { reach, type Reached } from './reach.ts';

/** Legs that links connect, by the ids of their events, with every key that leads to one of them. */
export interface Component {
  keys: Set<string>;
  events: Set<string>;
  /** More than the limit: neither its legs nor its keys are complete. */
  isTooLarge: boolean;
}

/**
 * Legs, or keys, of one component. An operation has a handful; hundreds that look alike may wait at once. More means that a
 * link is not unique. Folding as many takes about a second, and fits the table of locks.
 */
export const LEGS_MAX = 2_000;

/** How many rows a walk may read for each leg that a component may have: a leg rarely has more than three keys. */
const WAYS_MAX = 4;

/**
 * Finds the components that keys lead to, step by step over their links. A component with more than `legsMax` legs or keys
 * is not walked to its end: it is too large, whatever else it has. With `within`, no other key is walked on from.
 *
 * @returns null if all of them together are more than one walk may read: ask for fewer keys
 */
export async function findComponents(
  tx: Queryable,
  keys: readonly string[],
  { legsMax, within }: { legsMax: number; within?: ReadonlySet<string> },
): Promise<Component[] | null> {
  const byKey = new Map<string, Component>();
  for (const key of keys) componentOf(byKey, key);
  const isAlone = byKey.size === 1;
  let rowsLeft = WAYS_MAX * legsMax;
  for (let frontier = [...byKey.keys()]; frontier.length > 0;) {
    // One row more than allowed tells that there are more.
    const rows = await reach(tx, frontier, { legsMax, rowsMax: rowsLeft + 1 });
    rowsLeft -= rows.length;
    const fresh = connect(byKey, rows);
    for (const component of new Set(byKey.values())) {
      component.isTooLarge =
        component.events.size > legsMax ||
        component.keys.size > legsMax ||
        (isAlone && rowsLeft < 0);
    }
    if (rowsLeft < 0 && !isAlone) return null;
    frontier = fresh.filter(
      (key) => !byKey.get(key)?.isTooLarge && (within === undefined || within.has(key)),
    );
  }
  return [...new Set(byKey.values())];
}

/** Adds what was reached, and gives the keys that were not known before. */
function connect(byKey: Map<string, Component>, rows: readonly Reached[]): string[] {
  const fresh: string[] = [];
  for (const { from, eventId, keys } of rows) {
    let component = componentOf(byKey, from);
    component.events.add(eventId);
    for (const key of keys) {
      if (!byKey.has(key)) fresh.push(key);
      component = join(byKey, component, componentOf(byKey, key));
    }
  }
  return fresh;
}

function componentOf(byKey: Map<string, Component>, key: string): Component {
  const known = byKey.get(key);
  if (known) return known;
  const component = { keys: new Set([key]), events: new Set<string>(), isTooLarge: false };
  byKey.set(key, component);
  return component;
}

/** Makes two components one; the smaller one moves, so that a walk stays cheap. */
function join(byKey: Map<string, Component>, a: Component, b: Component): Component {
  if (a === b) return a;
  const [small, large] = a.keys.size < b.keys.size ? [a, b] : [b, a];
  for (const key of small.keys) {
    large.keys.add(key);
    byKey.set(key, large);
  }
  for (const event of small.events) large.events.add(event);
  return large;
}
