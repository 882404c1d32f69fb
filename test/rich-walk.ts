import fc from 'fast-check';
import type { About, Leg } from '../core/leg.ts';
import { stepsOf } from '../core/rules.ts';
import { here, there } from './builders.ts';
import { middle, richRules, type Firmness, type RichLeg } from './rich-routes.ts';

/** What is seen of one operation: its legs, and how far the chains' clocks are certain (Unix seconds). */
export interface Sighting {
  legs: RichLeg[];
  certain: number;
}

/** Block times, in the order of heights: what is final lies around the deadlines, what is not after all that is certain. */
const TIMES: Readonly<Record<Firmness, readonly number[]>> = {
  finalized: [1_000, 1_200],
  missing: [1_000, 1_200],
  confirmed: [2_000, 2_200],
  orphaned: [2_000, 2_200],
  included: [3_000, 3_200],
};
/** Clocks up to which blocks are certain: before the deadlines and after. */
export const CERTAIN = [0, 1_050, 1_150, 1_500];
const FIRMNESSES: readonly Firmness[] = [
  'included',
  'confirmed',
  'confirmed',
  'finalized',
  'finalized',
  'finalized',
  'orphaned',
  'missing',
];

/** Every way that some protocol of `richRules` goes. */
export const ways = [...richRules].flatMap(([protocol, rules]) =>
  [undefined, ...Object.keys(rules.kinds ?? {})].flatMap((kind) =>
    [true, false].map((isUsual) => ({
      // CAST: the names of these rules.
      protocol: protocol as RichLeg['protocol'],
      kind,
      steps: stepsOf(rules, kind).map(({ name }) => name),
      /** What legs of one operation must not contradict each other about. */
      told: isUsual
        ? { destination: { chain: there, name: 'there' } }
        : { destination: { chain: null, name: 'elsewhere' }, owes: false },
    })),
  ),
);

const abouts: readonly About[] = [
  {},
  // Parts come more often than what says too much.
  { filled: '5' },
  { filled: '5' },
  { filled: '10' },
  { filled: '20' },
  { remaining: '4' },
  { remaining: '0' },
  { content: '0x1' },
  { content: '0x2' },
];

/** One more leg of an operation that goes this way. */
export function aLegOf(way: (typeof ways)[number]): fc.Arbitrary<RichLeg> {
  const { protocol, kind, steps } = way;
  const told: About = {
    ...(kind !== undefined && { kind }),
    ...(protocol === 'intent' && { deadline: 1_100, total: '10' }),
    hub: { chain: middle, name: 'middle' },
    origin: { chain: here, name: 'here' },
    ...way.told,
    promises: protocol === 'message' && kind === undefined ? ['act'] : [],
    sent: { token: '0xt', amount: '10' },
  };
  return fc
    .record({
      step: fc.constantFrom(...steps),
      is: fc.constantFrom(...FIRMNESSES),
      outcome: fc.constantFrom<Leg['outcome']>(
        'success',
        'success',
        'success',
        'success',
        'failed_retryable',
        'failed',
      ),
      isLate: fc.boolean(),
      nth: fc.integer({ min: 0, max: 1 }),
      about: fc.constantFrom(...abouts),
    })
    .map(({ isLate, ...leg }) => ({
      protocol,
      ...leg,
      time: TIMES[leg.is][isLate ? 1 : 0] ?? 0,
      about: { ...told, ...leg.about },
    }));
}

/** What may be seen of an operation, each leg once. */
export const sightings: fc.Arbitrary<{ way: (typeof ways)[number] } & Sighting> = fc
  .constantFrom(...ways)
  .chain((way) =>
    fc.record({
      way: fc.constant(way),
      legs: fc.uniqueArray(aLegOf(way), {
        minLength: 1,
        maxLength: 7,
        selector: ({ step, nth, is }) => `${step} ${nth} ${is}`,
      }),
      certain: fc.constantFrom(...CERTAIN),
    }),
  );
