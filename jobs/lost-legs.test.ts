import { expect, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import { storedChain } from '../db/heads.ts';
import { ingest } from '../db/ingest.ts';
import type { Database } from '../db/pool.ts';
import { findOperation, readHistory } from '../db/read-operations.ts';
import { aliases, dirty, legs, links, operations } from '../db/schema.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';

/** The chain is read again, and what was a leg is none any more. */
async function readAsNoLeg(db: Database, { at, protocol, step }: Leg): Promise<void> {
  const { generation } = await storedChain(db, at.chain);
  await ingest(db, {
    chain: at.chain,
    generation,
    headers: [],
    range: { from: at.blockNumber, to: at.blockNumber },
    streams: [],
    logs: [
      {
        log: { emitter: '0xc', topics: ['0x01'], data: '0x', ordinal: 0, receiptIndex: null, at },
        protocol,
        name: step,
        error: 'it is of an unknown version',
        leg: null,
      },
    ],
  });
}

test('an event that is read again as no leg leaves its operation, which is folded without it', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const deliver = aLeg({ step: 'deliver', block: 2 });
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 1 })], to: 9 });
  const arrived = [aLeg({ step: 'attest', block: 1 }), deliver];
  await ingestLegs(db, { chain: there, legs: arrived, to: 9 });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('complete');
  await readAsNoLeg(db, deliver);
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body).toMatchObject({
    status: 'confirmed',
    completion: { missing: ['deliver'] },
  });
  expect((await readHistory(db, 'route:a')).at(-1)).toMatchObject({
    fromStatus: 'complete',
    toStatus: 'confirmed',
    changes: [{ step: 'deliver', to: null }],
  });
});

test('an operation whose last leg goes is there no more; its transitions stay, and go on if it is one again', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const send = aLeg({ step: 'send', block: 1 });
  await ingestLegs(db, { chain: here, legs: [send], to: 9 });
  await correlateAll(db);
  await db.insert(aliases).values({ alias: 'route:former', operationId: 'route:a' });
  await readAsNoLeg(db, send);
  await correlateAll(db);
  expect(await findOperation(db, 'route:a')).toBeNull();
  expect([
    await db.select().from(operations),
    await db.select().from(aliases),
    await db.select().from(links),
    await db.select().from(dirty),
  ]).toEqual([[], [], [], []]);
  expect(await readHistory(db, 'route:a')).toHaveLength(1);
  await ingestLegs(db, { chain: here, legs: [send], from: 1, to: 1, isBackfill: true });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.version).toBe(2);
});

test('an operation whose id is no link of its last leg goes with it all the same', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const send = aLeg({ step: 'send', block: 1 });
  await ingestLegs(db, { chain: here, legs: [send], to: 9 });
  await correlateAll(db);
  await db.update(operations).set({ id: 'route:event:1' });
  await db.update(legs).set({ operationId: 'route:event:1' });
  await readAsNoLeg(db, send);
  await correlateAll(db);
  expect(await db.select().from(operations)).toEqual([]);
});

test('a link that is read anew takes the kind that it was read to have', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const send = aLeg({ step: 'send', block: 1, lookalike: 'x' });
  await ingestLegs(db, { chain: here, legs: [send], to: 9 });
  const anew = { ...send, links: send.links.map((link) => ({ ...link, kind: 'exact' as const })) };
  await ingestLegs(db, { chain: here, legs: [anew], from: 1, to: 1, isBackfill: true });
  expect((await db.select().from(links)).map(({ kind }) => kind)).toEqual(['exact', 'exact']);
});
