import { expect, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import type { Database } from '../db/pool.ts';
import { operations } from '../db/schema.ts';
import { aStep, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { correlateBatch } from './correlate.ts';

// A protocol that pays many at once: a payment names nobody, and is an operation of its own.

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
const sum = (key: string, kind: 'owed' | 'pays') => ({ key, kind, rule: 'amount' });

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
    aLegOf('send', block, [exact(`route:${block}`), sum(`route:owed:${block}`, 'owed')]),
  );
  const paid = aLegOf('refund', 10, [
    exact('route:leaf'),
    sum('route:owed:1', 'pays'),
    sum('route:owed:2', 'pays'),
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
  const again = aLegOf('send', 106, [exact('route:1')]);
  const other = aLegOf('send', 107, [exact('route:4'), sum('route:owed:2', 'owed')]);
  await ingestLegs(db, { chain: here, legs: [again, other], to: 300, finalized: 5 });
  expect(await statuses(db)).toEqual([
    ...settled.slice(0, 3),
    'route:4 transfer confirmed',
    settled[3],
  ]);
  // Delivered after all: what was paid is another's.
  await ingestLegs(db, {
    chain: there,
    legs: [aLegOf('deliver', 106, [exact('route:2')])],
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
