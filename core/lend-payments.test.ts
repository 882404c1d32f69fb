import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aLeg } from '../test/builders.ts';
import { correlate } from './correlate.ts';
import type { Leg, Link } from './leg.ts';

// Payments that name nobody, and those to whom they may be owed.

const link = (key: string, kind: Link['kind']): Link => ({ key: `owed:${key}`, kind, rule: 'sum' });
type Parts = Partial<Parameters<typeof aLeg>[0]> & { deadline?: number };

function owing(id: string, sums: string, { deadline, ...parts }: Parts = {}): Leg {
  const leg = aLeg({ step: 'send', block: 10, id, ...parts });
  const links = [...leg.links, ...sums.split('').map((sum) => link(sum, 'owed'))];
  return { ...leg, links, about: { ...leg.about, ...(deadline !== undefined && { deadline }) } };
}
function paying(id: string, sums: string, parts: Parts = {}): Leg {
  const leg = aLeg({ step: 'send', block: 20, id, ...parts });
  return {
    ...leg,
    role: 'refund',
    links: [...leg.links, ...sums.split('').map((sum) => link(sum, 'pays'))],
  };
}
const lost = { canonical: false, fork: 'lost' };
const delivered = (id: string) => aLeg({ step: 'deliver', block: 15, id });

/** The ids in each group, with those of its legs. */
const shown = (groups: readonly (readonly Leg[])[]): string[] =>
  groups
    .map((group) =>
      group
        .map(({ links, canonical }) => {
          const id = links[0]?.key.slice('route:'.length) ?? '';
          return canonical ? id : `(${id})`;
        })
        .toSorted()
        .join(''),
    )
    .toSorted();

const table: { name: string; legs: Leg[]; are: string[] }[] = [
  {
    name: 'a payment is a part of each that it pays, and makes none of them one',
    legs: [owing('a', '1'), owing('b', '2'), paying('x', '123')],
    are: ['ax', 'bx', 'x'],
  },
  {
    name: 'one that pays nobody stands alone',
    legs: [owing('a', '1'), paying('x', '2')],
    are: ['a', 'x'],
  },
  {
    name: 'of two that are owed the same, the first is paid',
    legs: [owing('a', '1'), owing('b', '1', { block: 11 }), paying('x', '1')],
    are: ['ax', 'b', 'x'],
  },
  {
    name: 'each payment is for one of them',
    legs: [
      owing('a', '1'),
      owing('b', '1', { block: 11 }),
      paying('x', '1'),
      paying('y', '1', { block: 21 }),
    ],
    are: ['ax', 'by', 'x', 'y'],
  },
  {
    name: 'whom it is owed by either of two keys, it is owed once',
    legs: [owing('a', '12'), paying('x', '12')],
    are: ['ax', 'x'],
  },
  {
    name: 'whoever was delivered to is owed nothing',
    legs: [owing('a', '1'), delivered('a'), owing('b', '1', { block: 11 }), paying('x', '1')],
    are: ['aa', 'bx', 'x'],
  },
  {
    name: 'nothing is owed before its deadline',
    legs: [owing('a', '1', { deadline: 1_081 }), paying('x', '1')],
    are: ['a', 'x'],
  },
  {
    name: 'nor is anything paid before it is owed',
    legs: [owing('a', '1', { block: 100 }), paying('x', '1')],
    are: ['a', 'x'],
  },
  {
    name: 'a payment that a reorg took shows where it was lacking',
    legs: [owing('a', '1'), paying('x', '1', lost)],
    are: ['(x)', '(x)a'],
  },
  {
    name: 'and pays nobody where it came again in another block',
    legs: [
      owing('a', '1'),
      owing('b', '1'),
      paying('x', '1', lost),
      paying('x', '1', { block: 21 }),
    ],
    are: ['(x)ax', '(x)x', 'b'],
  },
  {
    name: 'a payment that stands is not for what a reorg took',
    legs: [owing('a', '1', lost), owing('b', '1', { block: 11 }), paying('x', '1')],
    are: ['(a)', 'bx', 'x'],
  },
];

describe('what pays many', () => {
  test.each(table)('$name', ({ legs, are }) => {
    expect(shown(correlate(legs))).toEqual(are.toSorted());
    expect(shown(correlate(legs.toReversed()))).toEqual(are.toSorted());
  });

  test('takes part in what it pays, in any order of arrival, and nobody is paid twice', () => {
    const leg = fc.record({
      isPaying: fc.boolean(),
      sums: fc.constantFrom('1', '2', '12', '23'),
      block: fc.nat(200),
      canonical: fc.boolean(),
      isDelivered: fc.boolean(),
    });
    const legs = fc.array(leg, { maxLength: 12 }).map((seeds) =>
      seeds.flatMap(({ isPaying, sums, isDelivered, ...parts }, index) => {
        const id = String.fromCodePoint(97 + index);
        if (isPaying) return [paying(id, sums, parts)];
        return [owing(id, sums, parts), ...(isDelivered ? [delivered(id)] : [])];
      }),
    );
    fc.assert(
      fc.property(
        legs.chain((own) =>
          fc.tuple(fc.constant(own), fc.shuffledSubarray(own, { minLength: own.length })),
        ),
        ([own, others]) => {
          const groups = correlate(own);
          expect(shown(correlate(others))).toEqual(shown(groups));
          const isPayment = ({ role }: Leg) => role === 'refund';
          for (const group of groups) {
            if (group.every(isPayment)) continue;
            expect(group.filter(isPayment).length).toBeLessThanOrEqual(1);
          }
          const isLeft = ({ canonical }: Leg) => canonical;
          const left = groups
            .map((group) => group.filter(isLeft))
            .filter(({ length }) => length > 0);
          expect(shown(left)).toEqual(shown(correlate(own.filter(isLeft))));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
