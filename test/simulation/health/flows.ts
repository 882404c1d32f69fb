import type { ChainId } from '../../../core/chain.ts';
import type { Rules } from '../../../core/rules.ts';
import { aStep, here, route, there } from '../../builders.ts';

export const far: ChainId = 'eip155:3';

/** The chains of the world, a block each second. */
export const chains: readonly ChainId[] = [here, there, far];

const [send, , deliver] = route.steps;

/** A protocol of one step after the origin, at two paces; what it calls usual is that of standard ones. */
const swift: Rules = {
  ...route,
  steps: [
    ...(send ? [send] : []),
    ...(deliver ? [{ ...deliver, usual: { seconds: 600, lateAfter: 1_800 } }] : []),
  ],
  kinds: {
    quick: [
      ...(send ? [send] : []),
      {
        ...aStep('deliver', 'destination', 'destination', 'awaiting_relay'),
        usual: { seconds: 40, lateAfter: 200 },
      },
    ],
  },
  paces: {
    names: ['fast', 'standard'],
    of: ({ kind }) => (kind === 'quick' ? 'fast' : 'standard'),
  },
};

/** The protocols of the world. */
export const rules: ReadonlyMap<string, Rules> = new Map([
  ['route', route],
  ['swift', swift],
]);

export type StepName = 'attest' | 'deliver';

/** Operations of one kind on one lane: how many there are, and how long their steps take. */
export interface Flow {
  protocol: 'route' | 'swift';
  kind: string;
  origin: ChainId;
  destination: ChainId;
  /** Operations that begin at each tick, on average. */
  perTick: number;
  /** Between which seconds the median of each step lies; a run draws one. */
  medians: Partial<Record<StepName, readonly [number, number]>>;
  /** Between which the deviation of the logarithm lies. */
  spreads: readonly [number, number];
  /** The last tick at which some begin that get stuck: they have to be found before the end. */
  plantedTo: number;
}

/**
 * A lane of two steps; a slower one of the same protocol; one that fast and standard operations share, ten times slower, so that
 * its distribution has two humps; and one on which standard ones are too few to have figures of their own.
 */
export const flows: readonly Flow[] = [
  {
    protocol: 'route',
    kind: 'message',
    origin: here,
    destination: there,
    perTick: 1.5,
    medians: { attest: [40, 120], deliver: [20, 60] },
    spreads: [0.4, 0.65],
    plantedTo: 55,
  },
  {
    protocol: 'route',
    kind: 'message',
    origin: here,
    destination: far,
    perTick: 1,
    medians: { attest: [150, 250], deliver: [20, 60] },
    spreads: [0.2, 0.4],
    plantedTo: 40,
  },
  {
    protocol: 'swift',
    kind: 'quick',
    origin: here,
    destination: there,
    perTick: 1.2,
    medians: { deliver: [20, 60] },
    spreads: [0.3, 0.5],
    plantedTo: 55,
  },
  {
    protocol: 'swift',
    kind: 'message',
    origin: here,
    destination: there,
    perTick: 1,
    medians: { deliver: [400, 600] },
    spreads: [0.15, 0.25],
    plantedTo: 38,
  },
  {
    protocol: 'swift',
    kind: 'quick',
    origin: there,
    destination: far,
    perTick: 1,
    medians: { deliver: [20, 60] },
    spreads: [0.3, 0.5],
    plantedTo: 55,
  },
  {
    protocol: 'swift',
    kind: 'message',
    origin: there,
    destination: far,
    perTick: 0.15,
    medians: { deliver: [400, 600] },
    spreads: [0.15, 0.25],
    plantedTo: 38,
  },
];
