import fc from 'fast-check';
import { expect, test } from 'vitest';
import { here, there } from '../test/builders.ts';
import { aRichLeg, aRichWorld, richRules, type RichLeg } from '../test/rich-routes.ts';
import { aLegOf, CERTAIN, sightings } from '../test/rich-walk.ts';
import { assert } from './errors.ts';
import { foldAll } from './fold-all.ts';
import { inclusions, outcomes } from './leg.ts';
import { conflicts, coverages, finalities, settlements, type Operation } from './operation.ts';
import { movers, places } from './rules.ts';
import { stages, statuses } from './status.ts';

// Walks through what may be seen of operations, from a fixed seed, and looks at every state that they come by.

const SEED = 7;
const STARTS = 7_000;
const STEPS_ON = 4;

function operationsOf(
  legs: readonly RichLeg[],
  certain: number,
  chains = [here, there],
): Operation[] {
  const world = aRichWorld({ certain, since: 400, chains: ['eip155:3', ...chains] });
  return foldAll(richRules, legs.map(aRichLeg), world).map(({ folded }) => {
    assert(folded, 'every group of legs can be folded');
    return folded.operation;
  });
}

/** How legs get firmer by themselves. */
const firmer = { included: 'confirmed', confirmed: 'finalized', orphaned: 'missing' } as const;

const stateOf = ({ status, stage }: Operation) => `${status} ${stage}`;
const seen: Operation[] = [];
// A transaction that came again as another operation.
const again = aRichLeg({ protocol: 'message', step: 'call', id: 'b' });
const lost = { ...aRichLeg({ protocol: 'message', step: 'call', is: 'orphaned' }), at: again.at };
for (const { folded } of foldAll(richRules, [lost, again], aRichWorld())) {
  if (folded) seen.push(folded.operation);
}
/** The states that follow each state, without a reorg. */
const ways = new Map<string, Set<string>>();

for (const [index, { way, legs, certain }] of fc
  .sample(sightings, { seed: SEED, numRuns: STARTS })
  .entries()) {
  const [operation, ...others] = operationsOf(legs, certain);
  if (!operation || others.length > 0) continue;
  const narrow = operationsOf(legs, certain, index % 2 ? [here] : [there]);
  seen.push(operation, ...narrow);
  if (operation.terminal) continue;
  const more = fc.sample(aLegOf(way), { seed: SEED + index, numRuns: STEPS_ON });
  const next = [
    ...more
      .filter(({ is }) => is !== 'orphaned' && is !== 'missing')
      .map((leg) => operationsOf([...legs, { ...leg, nth: 2 }], certain)),
    operationsOf(
      legs.map((leg) => {
        const is = leg.is ?? 'finalized';
        return { ...leg, is: is in firmer ? firmer[is as keyof typeof firmer] : is };
      }),
      certain,
    ),
    ...CERTAIN.filter((time) => time > certain).map((time) => operationsOf(legs, time)),
  ].flat();
  const from = stateOf(operation);
  const to = ways.get(from) ?? new Set();
  ways.set(from, to);
  for (const after of next) if (stateOf(after) !== from) to.add(stateOf(after));
}

test('every state that is not an end has a way out', () => {
  const stuck = [...ways].filter(([, to]) => to.size === 0).map(([from]) => from);
  expect(stuck).toEqual([]);
});

const legsOf = seen.flatMap(({ legs }) => legs);
test.each([
  ['status', statuses, seen.map(({ status }) => status)],
  ['stage', stages, seen.map(({ stage }) => stage)],
  ['coverage', coverages, seen.map(({ coverage }) => coverage)],
  ['settlement', settlements, seen.map(({ settlement }) => settlement)],
  ['conflict', conflicts, seen.flatMap((operation) => operation.conflicts)],
  ['finality', finalities, seen.map(({ finality }) => finality)],
  ['inclusion', inclusions, legsOf.map(({ inclusion }) => inclusion)],
  ['outcome', outcomes, legsOf.map(({ outcome }) => outcome)],
  ['place', places, seen.flatMap(({ assetLocation }) => assetLocation?.place ?? [])],
  ['mover', movers, seen.flatMap(({ nextAction }) => nextAction?.mover ?? [])],
])('every %s that there is comes about', (_, all, found) => {
  const known = new Set<string>(found);
  expect(all.filter((value) => !known.has(value))).toEqual([]);
});
