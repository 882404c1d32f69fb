import { expect, test } from 'vitest';
import type { Leg, Link } from '../core/leg.ts';
import { operations } from '../db/schema.ts';
import type { Database } from '../db/pool.ts';
import { readHistory } from '../db/read-operations.ts';
import { aStep, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { aLink, aLinkedLeg, ends } from '../test/linked-leg.ts';
import { ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { correlateBatch } from './correlate.ts';

// A protocol whose buses take many riders at once, each of whom is paid alone.

const drive = aStep('drive', 'origin', 'origin', 'awaiting_relay');
const rules = new Map([
  [
    'route',
    {
      ...route,
      steps: [
        aStep('ride', 'origin', 'origin', 'awaiting_origin'),
        drive,
        aStep('paid', 'destination', 'destination', 'awaiting_relay'),
      ],
      kinds: { bus: [drive] },
    },
  ],
]);

const roles = { ride: 'origin', drive: 'origin', paid: 'destination' } as const;

function aLeg(step: keyof typeof roles, block: number, links: Link[]): Leg {
  const kind = step === 'drive' ? 'bus' : 'transfer';
  const about = step === 'paid' ? ends : { kind, ...ends };
  return aLinkedLeg({ step, role: roles[step], block, links, about });
}

const aRide = (ticket: number) =>
  aLeg('ride', ticket, [
    aLink(`route:ticket:${ticket}`, 'exact'),
    aLink(`route:ride:${ticket}`, 'cause'),
  ]);
const aPayment = (block: number) =>
  aLeg('paid', block, [aLink(`route:paid:${block}`, 'exact'), aLink('route:bus:paid', 'effect')]);

async function said(db: Database) {
  while ((await correlateBatch(db, rules)).cleared > 0);
  const rows = await db.select().from(operations);
  return rows
    .map(({ id, status, final, version }) => `${id} ${status} ${version}${final ? ' final' : ''}`)
    .toSorted();
}

test('one that a bus served is final, and those whom it serves later are not kept from theirs', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const bus = aLeg('drive', 5, [
    aLink('route:bus', 'exact'),
    aLink('route:ticket:1', 'serves'),
    aLink('route:ticket:2', 'serves'),
    aLink('route:bus:paid', 'cause'),
  ]);
  await ingestLegs(db, { chain: there, legs: [], to: 5, finalized: 99 });
  await ingestLegs(db, { chain: here, legs: [aRide(1), aRide(2), bus], to: 20, finalized: 0 });
  await ingestLegs(db, { chain: there, legs: [aPayment(10)], to: 20, finalized: 0 });
  const once = [
    'route:bus complete 1 final',
    'route:ticket:1 complete 1 final',
    'route:ticket:2 confirmed 1',
  ];
  expect(await said(db)).toEqual(once);
  await ingestLegs(db, { chain: there, legs: [aPayment(25)], to: 30, finalized: 0 });
  expect(await said(db)).toEqual([...once.slice(0, 2), 'route:ticket:2 complete 2 final']);
});

test('what a reorg takes of a bus is the cause of what becomes of its riders, and of nobody else', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const bus = aLeg('drive', 15, [
    aLink('route:bus', 'exact'),
    aLink('route:ticket:1', 'serves'),
    aLink('route:bus:paid', 'cause'),
  ]);
  await ingestLegs(db, { chain: here, legs: [aRide(1), bus], to: 20, safe: 0 });
  await said(db);
  await rollBackTo(db, here, 10);
  await ingestLegs(db, { chain: here, legs: [aRide(12)], to: 20, fork: 'b', safe: 0 });
  expect(await said(db)).toEqual(
    ['route:bus pending 2', 'route:ticket:12 confirmed 1', 'route:ticket:1 confirmed 2'].toSorted(),
  );
  const causes = async (id: string) => (await readHistory(db, id)).map(({ cause }) => cause.type);
  expect([await causes('route:ticket:1'), await causes('route:ticket:12')]).toEqual([
    ['event', 'reorg'],
    ['event'],
  ]);
});
