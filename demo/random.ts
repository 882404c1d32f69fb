/** A source of chance that repeats itself from its seed, so that a demo can be shown twice. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A number in [min, max). */
  between(range: { min: number; max: number }): number;
  /** As `between`, but mostly near the minimum: delays are often short and seldom long. */
  soon(range: { min: number; max: number }): number;
  /** A whole number in [min, max]. */
  whole(range: { min: number; max: number }): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A stream of its own for one actor, so that the timing of one cannot change the choices of another. */
  fork(name: string): Random;
}

/**
 * Makes a seeded source of chance (mulberry32: 32 bits of state, which is plenty for a demo).
 *
 * @example
 * createRandom(7).fork('traffic').pick(['alpha', 'beta']); // the same in every run
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  const between = ({ min, max }: { min: number; max: number }) => min + next() * (max - min);

  return {
    next,
    between,
    soon: ({ min, max }) => min + next() ** 2 * (max - min),
    whole: ({ min, max }) => Math.floor(between({ min, max: max + 1 })),
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]) => {
      const [first] = list.slice(Math.floor(next() * list.length));
      if (first === undefined) throw new RangeError('Cannot pick from an empty list.');
      return first;
    },
    fork: (name) => createRandom(hash(name, seed)),
  };
}

// FNV-1a: names that differ in one letter get streams that have nothing in common.
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return value;
}
