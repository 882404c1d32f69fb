import { expect, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import { operations } from '../db/schema.ts';
import type { Database } from '../db/pool.ts';
import { aStep, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { correlateBatch } from './correlate.ts';

// A protocol that pays in sums: a payment names no operation, and is one by itself where it refunds nothing.

const [send, , deliver] = route.steps;
const refund = aStep('refund', 'refund', 'origin', 'refund_pending');
const rules = new Map([
  [
    'route',
    {
      ...route,
      steps: [send, deliver, { ...refund, required: 'never' as const }].flatMap(
        (step) => step ?? [],
      ),
      kinds: { payment: [refund] },
    },
  ],
]);

/** A leg at this height, with these links by key. */
function aLegOf(step: 'send' | 'deliver' | 'refund', block: number, links: Leg['links']): Leg {
  const chain = step === 'deliver' ? there : here;
  const roles = { send: 'origin', deliver: 'destination', refund: 'refund' } as const;
  const transaction = `0x${step}-${block}`;
  const blockHash = `0x${chain}-${block}`;
  return {
    event: `${chain}/${blockHash}/${transaction}/0`,
    protocol: 'route',
    step,
    role: roles[step],
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
    about:
      step === 'refund'
        ? { kind: 'payment' }
        : {
            kind: 'transfer',
            origin: { chain: here, name: 'here' },
            destination: { chain: there, name: 'there' },
          },
  };
}

const exact = (key: string) => ({ key, kind: 'exact' as const, rule: 'id' });
const owed = (key: string, kind: 'cause' | 'effect') => ({ key, kind, rule: 'amount' });

async function statuses(db: Database) {
  while ((await correlateBatch(db, rules)).cleared > 0);
  const rows = await db.select().from(operations);
  return rows.map(({ id, kind, status }) => `${id} ${kind} ${status}`).toSorted();
}

test('a payment that refunded what was delivered after all is a payment by itself again', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const sent = [1, 2].map((block) =>
    aLegOf('send', block, [exact(`route:${block}`), owed(`route:owed:${block}`, 'cause')]),
  );
  const paid = aLegOf('refund', 10, [
    exact('route:leaf'),
    owed('route:owed:1', 'effect'),
    owed('route:owed:2', 'effect'),
  ]);
  await ingestLegs(db, { chain: there, legs: [], to: 5, finalized: 99 });
  await ingestLegs(db, { chain: here, legs: [...sent, paid], to: 20, finalized: 99 });
  expect(await statuses(db)).toEqual(['route:1 transfer refunded', 'route:2 transfer confirmed']);
  await ingestLegs(db, {
    chain: there,
    legs: [aLegOf('deliver', 9, [exact('route:1')])],
    to: 20,
    finalized: 99,
  });
  expect(await statuses(db)).toEqual(['route:1 transfer complete', 'route:2 transfer refunded']);
  await ingestLegs(db, {
    chain: there,
    legs: [aLegOf('deliver', 21, [exact('route:2')])],
    to: 30,
    finalized: 99,
  });
  expect(await statuses(db)).toEqual([
    'route:1 transfer complete',
    'route:2 transfer complete',
    'route:leaf payment complete',
  ]);
});
