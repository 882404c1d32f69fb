import { expect, test } from 'vitest';
import type { Database } from '../db/pool.ts';
import { operations } from '../db/schema.ts';
import { here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { aLink } from '../test/linked-leg.ts';
import { aPayingLeg, payingRoute } from '../test/paying-route.ts';
import { ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { correlateBatch } from './correlate.ts';

// A protocol that pays many at once: a payment names nobody, and is an operation of its own.

const rules = new Map([['route', payingRoute]]);

async function statuses(db: Database) {
  while ((await correlateBatch(db, rules)).cleared > 0);
  const rows = await db.select().from(operations);
  return rows
    .map(({ id, kind, status, final }) => [id, kind, status, ...(final ? ['final'] : [])].join(' '))
    .toSorted();
}

test('what many were paid by stays with each of them, however often they are folded again', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const sent = [1, 2, 3].map((block) =>
    aPayingLeg('send', block, [
      aLink(`route:${block}`, 'exact'),
      aLink(`route:owed:${block}`, 'owed'),
    ]),
  );
  const paid = aPayingLeg('refund', 10, [
    aLink('route:leaf', 'exact'),
    aLink('route:owed:1', 'pays'),
    aLink('route:owed:2', 'pays'),
  ]);
  for (const to of [100, 105]) await ingestLegs(db, { chain: there, legs: [], to, finalized: 5 });
  await ingestLegs(db, { chain: here, legs: [...sent, paid], to: 105, finalized: 5 });
  const settled = [
    'route:1 transfer refunded final',
    'route:2 transfer refunded final',
    'route:3 transfer confirmed',
    'route:leaf payment complete final',
  ];
  expect(await statuses(db)).toEqual(settled);
  // Something of the first one alone, and another one to whom the same is owed.
  const again = aPayingLeg('send', 106, [aLink('route:1', 'exact')]);
  const other = aPayingLeg('send', 107, [aLink('route:4', 'exact'), aLink('route:owed:2', 'owed')]);
  await ingestLegs(db, { chain: here, legs: [again, other], to: 300, finalized: 5 });
  expect(await statuses(db)).toEqual([
    ...settled.slice(0, 3),
    'route:4 transfer confirmed',
    settled[3],
  ]);
  // Delivered after all: what was paid is another's.
  await ingestLegs(db, {
    chain: there,
    legs: [aPayingLeg('deliver', 106, [aLink('route:2', 'exact')])],
    to: 300,
    finalized: 5,
  });
  expect(await statuses(db)).toEqual([
    'route:1 transfer refunded final',
    'route:2 transfer complete final',
    'route:3 transfer confirmed',
    'route:4 transfer confirmed',
    'route:leaf payment complete final',
  ]);
});
