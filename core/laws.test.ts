import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aRichLeg, aRichWorld, richRules } from '../test/rich-routes.ts';
import { aLegOf, CERTAIN, sightings } from '../test/rich-walk.ts';
import { foldAll } from './fold-all.ts';
import { isFirm } from './inclusion.ts';
import type { Leg } from './leg.ts';
import type { Operation } from './operation.ts';
import { isSameOperation } from './operation.ts';
import { rankOf } from './status.ts';
import { isDue, type Wake } from './wakes.ts';
import type { World } from './world.ts';

// What holds of every fold, whatever the protocol's rules and whatever was seen.

const fold = (legs: readonly Leg[], world: World) =>
  foldAll(richRules, legs, world).flatMap(({ folded }) => folded ?? []);
const operationsOf = (legs: readonly Leg[], world: World): Operation[] =>
  fold(legs, world)
    .map(({ operation }) => operation)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
const same = (a: readonly Operation[], b: readonly Operation[]) =>
  a.length === b.length && a.every((one, index) => isSameOperation(one, b[index] ?? {}));

const facts = sightings.map(({ way, legs, certain }) => ({
  way,
  legs: legs.map(aRichLeg),
  certain,
  world: aRichWorld({ certain, since: 400 }),
}));
/** A block of before one that is known: it was in a hole. */
const isEarlier = ({ at }: Leg, legs: readonly Leg[]) =>
  legs.some((leg) => leg.at.chain === at.chain && leg.at.blockNumber > at.blockNumber);
/** The rules were wrong: then facts win over a status. */
const hasNewGap = (before: Operation, after: Operation) =>
  after.specGaps.some((gap) => !before.specGaps.includes(gap));
/** What comes once for each leg of a step is owed again with each further one. */
const isOwedMore = (before: Operation, after: Operation) => pushes(after) > pushes(before);
const pushes = ({ legs }: Operation) =>
  legs.filter(({ step, inclusion }) => step === 'push' && isFirm(inclusion)).length;
const runs = { numRuns: 1_500 };

describe('laws', () => {
  test('the order in which legs are seen does not matter', () => {
    const inAnyOrder = facts.chain((seen) =>
      fc.tuple(fc.constant(seen), fc.shuffledSubarray(seen.legs, { minLength: seen.legs.length })),
    );
    fc.assert(
      fc.property(inAnyOrder, ([{ legs, world }, other]) =>
        same(operationsOf(legs, world), operationsOf(other, world)),
      ),
      runs,
    );
  });

  test('what was lost decides nothing, but that a lost origin may come again', () => {
    fc.assert(
      fc.property(facts, ({ legs, world }) => {
        const left = legs.filter(({ canonical, role }) => canonical || role === 'origin');
        // Where nothing else is left of one, what was lost of it shows what became of it.
        const standing = (seen: readonly Leg[]) =>
          operationsOf(seen, world).filter(({ legs }) =>
            legs.some(({ event }) => seen.some((leg) => leg.event === event && leg.canonical)),
          );
        const parts = ({ status, final, conflicts, settlement, partial }: Operation) => ({
          status,
          final,
          conflicts,
          settlement,
          partial,
        });
        expect(standing(legs).map(parts)).toEqual(standing(left).map(parts));
      }),
      runs,
    );
  });

  test('a status falls only where evidence is taken back or found late, or where the rules were wrong', () => {
    const grown = facts.chain((seen) =>
      fc.tuple(fc.constant(seen), aLegOf(seen.way), fc.constantFrom(...CERTAIN)),
    );
    fc.assert(
      fc.property(grown, ([{ legs, certain, world }, leg, later]) => {
        const more = aRichLeg({ ...leg, nth: 2 });
        if (!more.canonical || isEarlier(more, legs) || more.at.blockTime <= certain) return;
        const [before] = operationsOf(legs, world);
        const [after] = operationsOf(
          [...legs, more],
          aRichWorld({ certain: Math.max(certain, later), since: 400 }),
        );
        // A transaction that was given up may come after all.
        if (!before || before.status === 'reverted') return;
        if (after?.coverage !== before.coverage) return;
        if (hasNewGap(before, after) || isOwedMore(before, after)) return;
        expect(rankOf(after.status)).toBeGreaterThanOrEqual(rankOf(before.status));
      }),
      runs,
    );
  });

  test('what is firmer never makes a status less', () => {
    fc.assert(
      fc.property(facts, ({ legs, certain, world }) => {
        const [before] = operationsOf(legs, world);
        const [after] = operationsOf(legs, aRichWorld({ certain, since: 400, safe: 200n }));
        if (!before || !after || hasNewGap(before, after) || isOwedMore(before, after)) return;
        expect(rankOf(after.status)).toBeGreaterThanOrEqual(rankOf(before.status));
      }),
      runs,
    );
  });

  test('complete rests on a firm destination, and final on nothing that is not finalized', () => {
    fc.assert(
      fc.property(facts, ({ legs: seen, world }) => {
        for (const { status, final, completion, legs } of operationsOf(seen, world)) {
          const firm = legs.filter(
            ({ inclusion, outcome }) => isFirm(inclusion) && outcome === 'success',
          );
          const roles = new Set(firm.map(({ role }) => role));
          if (status === 'complete') expect(roles.has('destination')).toBe(true);
          if (status === 'complete') expect(completion.missing).toEqual([]);
          if (status === 'refunded') expect(roles.has('refund')).toBe(true);
          if (final) {
            expect(legs.some(({ inclusion }) => inclusion === 'finalized')).toBe(true);
          }
        }
      }),
      runs,
    );
  });

  test('what is final stays as it is when everything that is not finalized goes', () => {
    fc.assert(
      fc.property(facts, ({ legs, world }) => {
        const [before] = operationsOf(legs, world);
        if (!before?.final) return;
        const left = legs.filter(({ canonical, verified }) => canonical && verified);
        expect(operationsOf(left, world)[0]?.status).toBe(before.status);
      }),
      runs,
    );
  });

  test('no operation waits to be folded again for what is already so', () => {
    const certainOf = ({ checkpoints }: World, { protocol, chain }: Wake) =>
      checkpoints.get(protocol)?.get(chain)?.certain;
    fc.assert(
      fc.property(facts, ({ legs, world }) => {
        for (const { wakes } of fold(legs, world)) {
          for (const wake of wakes) {
            const certain = certainOf(world, wake);
            if (certain) expect(isDue(wake, certain)).toBe(false);
          }
        }
      }),
      runs,
    );
  });

  test('between two folds, nothing changes by time alone but what was waited for', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...CERTAIN), ({ legs, certain, world }, later) => {
        const next = aRichWorld({ certain: Math.max(certain, later), since: 400 });
        const isWoken = fold(legs, world).some(({ wakes }) =>
          wakes.some((wake) => isDue(wake, { number: 0n, time: Math.max(certain, later) })),
        );
        if (isWoken) return;
        expect(same(operationsOf(legs, world), operationsOf(legs, next))).toBe(true);
      }),
      runs,
    );
  });
});
