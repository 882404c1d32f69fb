import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { storedChain } from './heads.ts';
import { findOperation } from './read-operations.ts';
import { verify } from './verify.ts';

test('what a second look takes back, its operation loses', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 1 })], to: 9 });
  const legs = [aLeg({ step: 'attest', block: 1 }), aLeg({ step: 'deliver', block: 2 })];
  await ingestLegs(db, { chain: there, legs, to: 9, isVerified: false });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('complete');
  const { rows } = await db.execute<{ id: string; block_hash: string }>(sql`
    select id, block_hash from events where transaction = '0xdeliver-a'`);
  const surplus = rows.map(({ id, block_hash }) => ({
    id,
    blockNumber: 2n,
    blockHash: block_hash,
  }));
  const { generation } = await storedChain(db, there);
  const rest = await verify(db, {
    chain: there,
    generation,
    range: { from: 2n, to: 2n },
    streams: [{ protocol: 'route', contract: '0xc' }],
    wanted: new Map([['0xc', ['0x01']]]),
    logs: [],
    mend: { write: [], difference: { lost: [], changed: [], surplus } },
  });
  expect(rest).toBeNull();
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body).toMatchObject({
    status: 'confirmed',
    stage: 'destination_orphaned',
  });
});
