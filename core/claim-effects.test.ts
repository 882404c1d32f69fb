import { expect, test } from 'vitest';
import { aLeg } from '../test/builders.ts';
import { correlate } from './correlate.ts';
import type { About, Leg } from './leg.ts';

type Parts = Parameters<typeof aLeg>[0];

/** A leg whose operation says this of its end. */
const telling = (parts: Parts, about: About): Leg => ({ ...aLeg(parts), about });
const cause = (id: string, about: About = {}, more: Partial<Parts> = {}): Leg =>
  telling({ step: 'attest', block: 10, id, cause: 't', ...more }, about);
const effect = (id: string, about: About = {}, more: Partial<Parts> = {}): Leg =>
  telling({ step: 'deliver', block: 10, id, effect: 't', ...more }, about);
/** The same leg with another link. */
function withLinks(leg: Leg, [key, kind]: [string, 'cause' | 'effect']): Leg {
  return { ...leg, links: [...leg.links, { key: `tx:${key}`, kind, rule: 'tx' }] };
}
/** A refund at this time that names no operation. */
function refunding(id: string, blockTime: number): Leg {
  const leg = effect(id);
  return { ...leg, role: 'refund', at: { ...leg.at, blockTime } };
}
const to = (recipient: string): About => ({ recipient });

/** The ids in each group, with those of its legs. */
const groupsOf = (...legs: Leg[]): string[] =>
  correlate(legs)
    .map((group) => group.map(({ links }) => links[0]?.key.slice('route:'.length)).join(''))
    .toSorted();

const table: { name: string; legs: Leg[]; are: string[] }[] = [
  { name: 'an effect joins its cause', legs: [cause('a'), effect('x')], are: ['ax'] },
  {
    name: 'of two causes, the one whose group tells the same',
    legs: [
      cause('a', to('ann')),
      cause('b', to('bob')),
      effect('x', to('bob')),
      effect('y', to('ann')),
    ],
    are: ['ay', 'bx'],
  },
  {
    name: 'what another leg of the cause’s group tells counts as well',
    legs: [
      telling({ step: 'send', block: 1, id: 'a' }, to('ann')),
      telling({ step: 'send', block: 1, id: 'b' }, to('bob')),
      cause('a'),
      cause('b'),
      effect('x', to('bob')),
    ],
    are: ['aa', 'bbx'],
  },
  {
    name: 'the token is the one that was wanted',
    legs: [
      cause('a', { wanted: { token: 'eth', amount: '1' } }),
      cause('b', { wanted: { token: 'pol', amount: '1' } }),
      effect('x', { received: { token: 'pol', amount: '2' } }),
    ],
    are: ['a', 'bx'],
  },
  {
    name: 'none whose content is another, though the rest agrees',
    legs: [
      cause('a', { ...to('ann'), content: '50' }),
      cause('b', { ...to('ann'), content: '60' }),
      effect('x', { ...to('ann'), content: '60' }),
      effect('y', { ...to('ann'), content: '70' }),
    ],
    are: ['a', 'bx', 'y'],
  },
  {
    name: 'none that says something else, though it is the only one',
    legs: [cause('a', to('ann')), effect('x', to('bob'))],
    are: ['a', 'x'],
  },
  {
    name: 'of equals the first, and each only once',
    legs: [
      cause('a', to('ann'), { index: 1 }),
      cause('b', to('ann'), { index: 2 }),
      effect('x', to('ann'), { index: 3 }),
      effect('y', to('ann'), { index: 4 }),
      effect('z', to('ann'), { index: 5 }),
    ],
    are: ['ax', 'by', 'z'],
  },
  {
    name: 'one operation brings about as many as it has causes',
    legs: [
      cause('a', to('ann'), { index: 1 }),
      cause('a', to('ann'), { index: 2 }),
      effect('x', to('ann'), { index: 3 }),
      effect('y', to('ann'), { index: 4 }),
    ],
    are: ['aaxy'],
  },
  {
    name: 'nothing is brought about before its cause',
    legs: [cause('a', {}, { block: 200 }), effect('x')],
    are: ['a', 'x'],
  },
  {
    name: 'an effect that an exact link holds takes its own cause, and no other’s',
    legs: [
      cause('a', {}, { index: 1 }),
      cause('b', {}, { index: 2 }),
      effect('b', {}, { index: 3 }),
    ],
    are: ['a', 'bb'],
  },
  {
    name: 'a chain of them is one operation',
    legs: [
      cause('a'),
      telling({ step: 'attest', block: 11, id: 'x', cause: 'u', effect: 't' }, {}),
      effect('y', {}, { block: 12, effect: 'u' }),
    ],
    are: ['axy'],
  },
  {
    name: 'what was lost with its cause stays with it',
    legs: [
      telling({ step: 'send', block: 1, id: 'a' }, {}),
      cause('a', {}, { canonical: false }),
      effect('x', {}, { canonical: false }),
    ],
    are: ['aax'],
  },
  {
    name: 'a lost cause brings nothing about that stands',
    legs: [cause('a', {}, { canonical: false }), effect('x')],
    are: ['a', 'x'],
  },
  {
    name: 'a cause brings about one effect by each of its keys',
    legs: [
      withLinks(cause('a'), ['u', 'cause']),
      effect('x', {}, { block: 11 }),
      effect('y', {}, { block: 12, effect: 'u' }),
    ],
    are: ['axy'],
  },
  {
    name: 'one that names many goes to one of them, and makes no two operations one',
    legs: [
      cause('a', {}, { cause: 'u' }),
      cause('b', {}, { cause: 'v' }),
      withLinks(effect('x', {}, { effect: 'v' }), ['u', 'effect']),
    ],
    are: ['ax', 'b'],
  },
  {
    name: 'a refund before the deadline is another payment',
    legs: [cause('a', { deadline: 1_100 }), refunding('x', 1_039)],
    are: ['a', 'x'],
  },
  {
    name: 'a refund after the deadline',
    legs: [cause('a', { deadline: 1_100 }), refunding('x', 1_040)],
    are: ['ax'],
  },
  {
    name: 'a refund of what was delivered is another payment',
    legs: [cause('a'), telling({ step: 'deliver', block: 11, id: 'a' }, {}), refunding('x', 2_000)],
    are: ['aa', 'x'],
  },
];

test.each(table)('$name', ({ legs, are }) => {
  expect(groupsOf(...legs)).toEqual(are);
  expect(groupsOf(...legs.toReversed())).toEqual(are);
});
