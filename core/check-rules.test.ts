import { expect, test } from 'vitest';
import { aStep, route } from '../test/builders.ts';
import { richRules } from '../test/rich-routes.ts';
import { checkRules } from './check-rules.ts';
import type { Rules } from './rules.ts';

const [send, attest, deliver] = route.steps;
const refund = {
  ...aStep('refund', 'refund', 'origin', 'refund_pending'),
  required: 'never' as const,
};
const until = (becomes: 'expired' | 'failed') => ({
  deadline: { at: 'told' as const, becomes, isStrict: false },
});
const withSteps = (...steps: unknown[]): Rules => ({
  ...route,
  // CAST: the steps of `route`, and variations of them.
  steps: steps as Rules['steps'],
});

const withPaces = (...names: string[]): Rules => ({ ...route, paces: { names, of: () => null } });

test.each([
  ['no origin', withSteps(deliver), 'it begins with its origin'],
  ['no destination', withSteps(send, attest), 'nothing is delivered'],
  ['a name twice', withSteps(send, deliver, deliver), 'two steps are called deliver'],
  [
    'a refund that is required',
    withSteps(send, deliver, { ...refund, required: 'always' }),
    'nothing waits for',
  ],
  [
    'an alternative that is no step',
    withSteps(send, { ...deliver, alternatives: ['fast'] }),
    'no alternative fast',
  ],
  [
    'a settling of nothing',
    withSteps(send, { ...deliver, settles: ['send'] }),
    'settles send, which is no alternative of it',
  ],
  [
    'an expiry without a refund',
    withSteps(send, { ...deliver, ...until('expired') }),
    'there is no refund',
  ],
  [
    'a deadline after no step',
    withSteps(send, {
      ...deliver,
      deadline: { at: { after: 'hop', seconds: 1 }, becomes: 'failed', isStrict: false },
    }),
    'which is no step',
  ],
  [
    'tries that are no step',
    withSteps(send, {
      ...deliver,
      deadline: { at: 'told', becomes: 'failed', isStrict: true, tries: 'hop' },
    }),
    'is tried by hop, which is no step',
  ],
  [
    'a step that is late before it usually comes',
    withSteps(send, { ...deliver, usual: { seconds: 60, lateAfter: 30 } }),
    'deliver is late before it usually comes',
  ],
  [
    'a step of a carrier that is not there',
    withSteps(send, { ...deliver, byCarrier: true }),
    'deliver is done by a carrier, and there is none',
  ],
  [
    'a kind of one step that it does not need',
    { ...withSteps(send, deliver, refund), kinds: { alone: [refund] } },
    'alone: its only step is not required',
  ],
  [
    'a role that depends on the kind',
    {
      ...route,
      kinds: { other: [send, { ...deliver, role: 'action' }, { ...attest, role: 'destination' }] },
    } as Rules,
    'another role',
  ],
  [
    'a transit that proves nothing',
    { ...route, destinationProvesOrigin: false, transitSecondsMax: 1 },
    'says nothing',
  ],
  ['two paces of one name', withPaces('fast', 'fast'), 'two paces have one name'],
  ['many paces', withPaces('a', 'b', 'c', 'd', 'e', 'f'), 'more than 5 paces'],
  ['a pace that would be all of them', withPaces('all'), 'no pace is called all'],
])('rules with %s are refused', (_, rules, fault) => {
  expect(checkRules(rules).join('\n')).toContain(fault);
});

test('rules that use everything are well', () => {
  expect([...richRules.values(), route].flatMap(checkRules)).toEqual([]);
  expect(checkRules(withSteps(send, { ...deliver, ...until('expired') }, refund))).toEqual([]);
});
