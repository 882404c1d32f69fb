import { expect, test } from 'vitest';
import { etaOf } from './eta.ts';
import type { Baseline } from './health.ts';

const lane: Baseline = { source: 'lane', pace: null, p50: 60, p90: 120, p99: 300, sample: 200 };
const protocol: Baseline = { source: 'protocol', seconds: 60, lateAfter: 600 };

const table: [
  name: string,
  baseline: Baseline | null,
  age: number,
  eta: [number, number] | null,
][] = [
  ['at the beginning, half to nine in ten of the lane', lane, 0, [60, 120]],
  ['half of those that were not through at 60 s were so at 97.5 s', lane, 60, [97.5, 220]],
  ['of those that wait for long, no more is told than the last quantile', lane, 200, [260, 300]],
  ['longer than nearly all: too little is known', lane, 300, null],
  ["by the protocol's figures", protocol, 0, [60, 600]],
  ["by the protocol's figures, after what is usual", protocol, 200, [200, 600]],
  ["by the protocol's figures, late", protocol, 600, null],
  ['by nothing', null, 5, null],
  [
    'a lane on which nine in ten come in the same second: this one is the tenth',
    { source: 'lane', pace: null, p50: 0, p90: 0, p99: 10, sample: 99 },
    0,
    [5.56, 10],
  ],
];

test.each(table)('%s', (_, baseline, age, expected) => {
  const eta = etaOf(baseline, age);
  const round = (seconds: number) => Math.round(seconds * 100) / 100;
  expect(eta && [round(eta.from), round(eta.to)]).toEqual(expected);
});
