import { expect, test } from 'vitest';
import { aLeg, here, route } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
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
