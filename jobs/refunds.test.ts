import { expect, test } from 'vitest';
import { operations } from '../db/schema.ts';
import type { Database } from '../db/pool.ts';
import { here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { aLink } from '../test/linked-leg.ts';
import { aPayingLeg, payingRoute } from '../test/paying-route.ts';
import { ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { correlateBatch } from './correlate.ts';

// A protocol that pays in sums: a payment names no operation, and is one by itself where it refunds nothing.

const rules = new Map([['route', payingRoute]]);

async function statuses(db: Database) {
  while ((await correlateBatch(db, rules)).cleared > 0);
  const rows = await db.select().from(operations);
  return rows.map(({ id, kind, status }) => `${id} ${kind} ${status}`).toSorted();
}

test('a payment that refunded what was delivered after all is a payment by itself again', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const sent = [1, 2].map((block) =>
    aPayingLeg('send', block, [
      aLink(`route:${block}`, 'exact'),
      aLink(`route:owed:${block}`, 'cause'),
    ]),
  );
  const paid = aPayingLeg('refund', 10, [
    aLink('route:leaf', 'exact'),
    aLink('route:owed:1', 'effect'),
    aLink('route:owed:2', 'effect'),
  ]);
  await ingestLegs(db, { chain: there, legs: [], to: 5, finalized: 99 });
  await ingestLegs(db, { chain: here, legs: [...sent, paid], to: 20, finalized: 99 });
  expect(await statuses(db)).toEqual(['route:1 transfer refunded', 'route:2 transfer confirmed']);
  await ingestLegs(db, {
    chain: there,
    legs: [aPayingLeg('deliver', 9, [aLink('route:1', 'exact')])],
    to: 20,
    finalized: 99,
  });
  expect(await statuses(db)).toEqual(['route:1 transfer complete', 'route:2 transfer refunded']);
  await ingestLegs(db, {
    chain: there,
    legs: [aPayingLeg('deliver', 21, [aLink('route:2', 'exact')])],
    to: 30,
    finalized: 99,
  });
  expect(await statuses(db)).toEqual([
    'route:1 transfer complete',
    'route:2 transfer complete',
    'route:leaf payment complete',
  ]);
});
