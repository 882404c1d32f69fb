import { expect, test } from 'vitest';
import type { Leg, Link } from '../core/leg.ts';
import { operations } from '../db/schema.ts';
import type { Database } from '../db/pool.ts';
import { readHistory } from '../db/read-operations.ts';
import { aStep, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
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

function aLeg(step: 'ride' | 'drive' | 'paid', block: number, links: Link[]): Leg {
  const chain = step === 'paid' ? there : here;
  const transaction = `0x${step}-${block}`;
  const blockHash = `0x${chain}-${block}`;
  return {
    event: `${chain}/${blockHash}/${transaction}/0`,
    protocol: 'route',
    step,
    role: step === 'paid' ? 'destination' : 'origin',
    outcome: 'success',
    version: 1,
    canonical: true,
    verified: true,
    at: {
      chain,
      blockNumber: BigInt(block),
      blockHash,
      blockTime: 1_000 + block,
      transaction,
      index: 0,
    },
    links,
    about: {
      ...(step !== 'paid' && { kind: step === 'drive' ? 'bus' : 'transfer' }),
      origin: { chain: here, name: 'here' },
      destination: { chain: there, name: 'there' },
    },
  };
}

const link = (key: string, kind: Link['kind']): Link => ({ key, kind, rule: 'id' });
const aRide = (ticket: number) =>
  aLeg('ride', ticket, [
    link(`route:ticket:${ticket}`, 'exact'),
    link(`route:ride:${ticket}`, 'cause'),
  ]);
const aPayment = (block: number) =>
  aLeg('paid', block, [link(`route:paid:${block}`, 'exact'), link('route:bus:paid', 'effect')]);

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
    link('route:bus', 'exact'),
    link('route:ticket:1', 'serves'),
    link('route:ticket:2', 'serves'),
    link('route:bus:paid', 'cause'),
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
    link('route:bus', 'exact'),
    link('route:ticket:1', 'serves'),
    link('route:bus:paid', 'cause'),
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
