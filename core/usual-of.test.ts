import { expect, test } from 'vitest';
import { here, route, there } from '../test/builders.ts';
import type { Rules } from './rules.ts';
import { usualOf } from './usual-of.ts';

const usual = {
  seconds: 60,
  lateAfter: 600,
  from: { [here]: { seconds: 1_200, lateAfter: 2_700 } },
};
const [send, attest, deliver] = route.steps;
const carrier: Rules = { ...route, steps: [send, { ...attest, usual }] as Rules['steps'] };
const rules = new Map<string, Rules>([
  ['carrier', carrier],
  ['route', { ...route, carriedBy: ['carrier'], steps: [send, deliver] as Rules['steps'] }],
]);
const of = (protocol: string, step: string, origin: typeof here | null = there) =>
  usualOf(rules, { protocol, kind: 'message', step, origin });

test('how long a step takes depends on the chain of the origin, where that decides', () => {
  expect([of('carrier', 'attest'), of('carrier', 'attest', here)]).toEqual([
    { seconds: 60, lateAfter: 600 },
    { seconds: 1_200, lateAfter: 2_700 },
  ]);
});

test('of an unknown origin, of a carrier, and of what has no figure', () => {
  expect([
    of('carrier', 'attest', null),
    of('route', 'attest'),
    of('route', 'deliver'),
    of('gone', 'attest'),
  ]).toEqual([{ seconds: 60, lateAfter: 600 }, { seconds: 60, lateAfter: 600 }, null, null]);
});
