import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aLeg, aWorld, route } from '../test/builders.ts';
import { correlate } from './correlate.ts';
import { fold } from './fold.ts';
import type { Leg } from './leg.ts';
import { isFirm } from './inclusion.ts';

const steps = ['send', 'attest', 'deliver'] as const;

/** Legs of up to six operations, some of which look alike, some of whose blocks were reorged away. */
const legs = fc
  .uniqueArray(
    fc.record({
      step: fc.constantFrom(...steps),
      block: fc.integer({ min: 1, max: 60 }),
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      index: fc.integer({ min: 0, max: 3 }),
      canonical: fc.boolean(),
      lookalike: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
      cause: fc.option(fc.constantFrom('t', 'u'), { nil: undefined }),
      effect: fc.option(fc.constantFrom('t', 'u'), { nil: undefined }),
    }),
    { maxLength: 14, selector: (parts) => aLeg(fromParts(parts)).event },
  )
  .map((all) => all.map((parts) => aLeg(fromParts(parts))));

type Linked = 'lookalike' | 'cause' | 'effect';
type Parts = Record<Linked, string | undefined> & Omit<Parameters<typeof aLeg>[0], Linked>;
function fromParts({ lookalike, cause, effect, ...rest }: Parts): Parameters<typeof aLeg>[0] {
  return {
    ...rest,
    ...(lookalike !== undefined && { lookalike }),
    ...(cause !== undefined && { cause }),
    ...(effect !== undefined && { effect }),
  };
}

const shuffled = legs.chain((all) =>
  fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
);

const world = aWorld({ safe: 30, finalized: 15 });
const operationsOf = (all: readonly Leg[]) =>
  correlate(all)
    .map((group) => fold(route, group, world).operation)
    .toSorted((a, b) => (JSON.stringify(a.legs, text) < JSON.stringify(b.legs, text) ? -1 : 1));
const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

describe('laws', () => {
  test('the order of arrival does not matter', () => {
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(operationsOf(other)).toEqual(operationsOf(all));
      }),
    );
  });

  test('no leg is lost or in two operations', () => {
    fc.assert(
      fc.property(legs, (all) => {
        const events = correlate(all)
          .flat()
          .map(({ event }) => event);
        expect(events.toSorted()).toEqual(all.map(({ event }) => event).toSorted());
      }),
    );
  });

  test('canonical legs that share an exact link are one operation', () => {
    fc.assert(
      fc.property(legs, (all) => {
        const groups = correlate(all);
        const homes = (id: string) =>
          groups.filter((group) => group.some((leg) => leg.canonical && leg.links[0]?.key === id));
        for (const { links, canonical } of all) {
          if (canonical) expect(homes(links[0]?.key ?? '')).toHaveLength(1);
        }
      }),
    );
  });

  test('a rollback equals never having seen it, but for the trace of what was lost', () => {
    const seen = (all: readonly Leg[]) =>
      correlate(all)
        .filter((group) => group.some(({ canonical }) => canonical))
        .map((group) => group.filter(({ canonical }) => canonical).map(({ event }) => event));
    fc.assert(
      fc.property(legs, (all) => {
        expect(seen(all)).toEqual(seen(all.filter(({ canonical }) => canonical)));
      }),
    );
  });

  test('no operation is complete without a firm destination, nor final without finalized legs', () => {
    fc.assert(
      fc.property(legs, (all) => {
        for (const { status, final, legs } of operationsOf(all)) {
          const required = legs.slice(0, route.steps.length).map(({ inclusion }) => inclusion);
          if (status === 'complete') expect(required.every(isFirm)).toBe(true);
          if (final) expect(new Set(required)).toEqual(new Set(['finalized']));
        }
      }),
    );
  });
});

describe('look-alikes', () => {
  const send = (block: number, id: string) => aLeg({ step: 'send', block, id, lookalike: 'x' });
  const deliver = (block: number, id: string) =>
    aLeg({ step: 'deliver', block: block + 100, id, lookalike: 'x' });
  const pairs = (all: readonly Leg[]) =>
    correlate(all).map((group) => group.map(({ links }) => links[0]?.key.slice(-2)).join('-'));

  test('the first delivery belongs to the first departure', () => {
    expect(pairs([send(1, 's1'), send(2, 's2'), deliver(4, 'd2'), deliver(3, 'd1')])).toEqual([
      's1-d1',
      's2-d2',
    ]);
  });

  test('a delivery never takes a departure that came after it', () => {
    expect(pairs([send(300, 's1'), deliver(1, 'd1')])).toEqual(['d1', 's1']);
  });

  test('a delivery that was reorged away stays with the departure that it was for', () => {
    expect(pairs([send(1, 's1'), { ...deliver(3, 'd1'), canonical: false }])).toEqual(['s1-d1']);
  });

  test('what is settled is not dealt out again when an earlier departure comes to light', () => {
    const settled = (leg: Leg): Leg => ({
      ...leg,
      links: [
        ...leg.links.filter(({ kind }) => kind === 'exact'),
        { key: 'settled s2', kind: 'settled', rule: 'content', lookalike: 'look:x' },
      ],
    });
    const late = send(1, 's1');
    expect(pairs([late, settled(send(2, 's2')), settled(deliver(3, 'd1'))])).toEqual([
      's1',
      's2-d1',
    ]);
  });
});

test('a lost leg never makes two operations one', () => {
  const bridge: Leg = {
    ...aLeg({ step: 'deliver', block: 9, id: 'a', canonical: false }),
    links: [
      { key: 'route:a', kind: 'exact', rule: 'id' },
      { key: 'route:b', kind: 'exact', rule: 'id' },
    ],
  };
  const all = [
    aLeg({ step: 'send', block: 1, id: 'a' }),
    aLeg({ step: 'send', block: 2, id: 'b' }),
    bridge,
  ];
  expect(correlate(all).map((group) => group.length)).toEqual([2, 1]);
});
