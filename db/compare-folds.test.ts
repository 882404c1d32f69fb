import { expect, test } from 'vitest';
import { aLeg, here, route } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { compareFolds } from './compare-folds.ts';
import { readWorld } from './world.ts';

test('an operation with more legs than one fold may have is not said to have none', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const legs = [1, 2, 3, 4].map((index) => aLeg({ step: 'send', block: index, index }));
  await ingestLegs(db, { chain: here, legs, to: 9 });
  await correlateAll(db);
  const world = await readWorld(db);
  const rules = new Map([['route', route]]);
  expect(await compareFolds(db, ['route:a'], { rules, world })).toMatchObject({ compared: 1 });
  expect(await compareFolds(db, ['route:a'], { rules, world, legsMax: 3 })).toEqual({
    compared: 0,
    differences: [],
    waiting: [],
    quarantined: [],
    failures: [{ id: 'route:a', reason: 'its links lead to more than 3 legs' }],
  });
});

test('an operation that is due to be folded again, and not marked yet, waits', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 5 })], to: 6 });
  await rollBackTo(db, here, 4);
  await ingestLegs(db, { chain: here, legs: [], to: 9, fork: 'b', finalized: 99 });
  await correlateAll(db);
  // Now it is certain that its block has nothing of it; no block that it has a leg in was crossed.
  await ingestLegs(db, { chain: here, legs: [], to: 10, fork: 'b' });
  const world = await readWorld(db);
  const rules = new Map([['route', route]]);
  expect(await compareFolds(db, ['route:a'], { rules, world })).toMatchObject({
    compared: 0,
    waiting: ['route:a'],
  });
  await correlateAll(db);
  expect(await compareFolds(db, ['route:a'], { rules, world })).toMatchObject({
    compared: 1,
    waiting: [],
    differences: [],
  });
});
