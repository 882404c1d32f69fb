import { describe, expect, test } from 'vitest';
import { aStep, route } from '../test/builders.ts';
import type { Rules } from './rules.ts';
import { sizeBucketOf } from './size-bucket.ts';
import { summaryOf, type Summarized } from './summary-of.ts';

type Leg = Summarized['legs'][number];

const leg = (step: string, time: number, parts: Partial<Leg> = {}): Leg => ({
  step,
  role: route.steps.find(({ name }) => name === step)?.role ?? 'destination',
  inclusion: 'confirmed',
  outcome: 'success',
  at: { blockTime: time },
  ...parts,
});

const operation = (parts: Partial<Summarized>): Summarized => ({
  kind: 'message',
  status: 'confirmed',
  about: {},
  completion: { requires: ['send', 'attest', 'deliver'], missing: [] },
  pending: null,
  legs: [],
  ...parts,
});

/** `route`, with a delivery that somebody else may do, and one that comes in parts. */
const withFast: Rules = {
  ...route,
  steps: [
    ...route.steps.map((step) =>
      step.name === 'send' ? step : { ...step, alternatives: ['fast'], settles: ['fast'] },
    ),
    { ...aStep('fast', 'destination', 'destination', 'awaiting_relay'), required: 'never' },
  ],
};
const inParts: Rules = {
  ...route,
  steps: route.steps.map((step) => (step.name === 'deliver' ? { ...step, isPartial: true } : step)),
};

test('an open operation has reached what is firm, and stands before what it waits for', () => {
  const legs = [
    leg('send', 10),
    leg('attest', 20, { inclusion: 'included' }),
    leg('deliver', 0, { inclusion: 'expected', outcome: 'unknown', at: null }),
  ];
  expect(summaryOf(operation({ legs, pending: { step: 'attest' } }), route)).toEqual({
    endedAt: null,
    seconds: null,
    sizeBucket: 'unknown',
    required: ['send', 'attest', 'deliver'],
    reached: ['send'],
    skipped: [],
    stoppedAt: 'attest',
  });
});

describe('an operation ended', () => {
  const done = [leg('send', 10), leg('attest', 20), leg('deliver', 30)];
  const cases: [string, Partial<Summarized>, Rules | undefined, number | null][] = [
    ['with its last required step', { status: 'complete', legs: done }, route, 30],
    [
      'with the first of two deliveries',
      { status: 'complete', legs: [...done, leg('deliver', 70)] },
      route,
      30,
    ],
    [
      'with what was done instead, and not with what settles it later',
      { status: 'complete', legs: [leg('send', 10), leg('fast', 15), leg('deliver', 90)] },
      withFast,
      15,
    ],
    [
      'with the last of its parts',
      { status: 'complete', legs: [...done, leg('deliver', 70)] },
      inParts,
      70,
    ],
    [
      'by its legs alone where the rules are gone',
      { status: 'complete', legs: done },
      undefined,
      30,
    ],
    [
      'with the refund',
      {
        status: 'refunded',
        legs: [leg('send', 10), leg('back', 50, { role: 'refund' }), leg('attest', 60)],
      },
      route,
      50,
    ],
    [
      'with the cancellation',
      { status: 'cancelled', legs: [leg('send', 10), leg('stop', 40, { role: 'cancel' })] },
      route,
      40,
    ],
    [
      'with the leg that failed',
      { status: 'failed', legs: [leg('send', 10), leg('deliver', 45, { outcome: 'failed' })] },
      route,
      45,
    ],
    [
      'at no time that can be told, once its origin is gone',
      { status: 'reverted', legs: [leg('send', 10, { inclusion: 'orphaned' })] },
      route,
      null,
    ],
  ];
  test.each(cases)('%s', (_, parts, rules, endedAt) => {
    expect(summaryOf(operation(parts), rules).endedAt).toBe(endedAt);
  });
});

test('what a reorg took back before is no part of the time that it took', () => {
  const legs = [
    leg('send', 4, { inclusion: 'orphaned' }),
    leg('send', 10),
    leg('attest', 20),
    leg('deliver', 30),
  ];
  const summary = summaryOf(operation({ status: 'complete', legs }), route);
  expect(summary).toMatchObject({ endedAt: 30, seconds: 20 });
});

test('one that ended without a step stands before it', () => {
  const completion = { requires: ['send', 'attest', 'deliver'], missing: ['attest', 'deliver'] };
  const refunded = operation({ status: 'refunded', completion, legs: [leg('send', 10)] });
  expect(summaryOf(refunded, route)).toMatchObject({ reached: ['send'], stoppedAt: 'attest' });
});

test.each([
  [{ amount: '999999', decimals: 6 }, 'under 1'],
  [{ amount: '1000000', decimals: 6 }, '1 to 10'],
  [{ amount: '9999999', decimals: 6 }, '1 to 10'],
  [{ amount: '1000', decimals: 0 }, '1k to 10k'],
  [{ amount: '999999', decimals: 0 }, '100k to 1m'],
  [{ amount: (10n ** 77n).toString(), decimals: 0 }, 'over 1m'],
  [{ amount: '5' }, 'unknown'],
  [{ amount: '5', decimals: 300 }, 'unknown'],
  [{ amount: 'five', decimals: 1 }, 'unknown'],
  [undefined, 'unknown'],
] as const)('%o is in the bucket %s', (asset, bucket) => {
  expect(sizeBucketOf(asset)).toBe(bucket);
});
