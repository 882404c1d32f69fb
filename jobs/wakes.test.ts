import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { registerChain } from '../db/checkpoints.ts';
import { findOperation } from '../db/read-operations.ts';
import { readWorld } from '../db/world.ts';
import { markDue } from '../db/wakes.ts';
import { aLeg, here } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';

test('a lost leg does not wait for what another protocol has not read, and nothing is folded over and over', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 8 })], to: 9 });
  await rollBackTo(db, here, 7);
  await ingestLegs(db, { chain: here, legs: [], to: 20, fork: 'b' });
  await correlateAll(db);
  await registerChain(
    db,
    {
      id: here,
      family: 'evm',
      name: 'here',
      blockTimeMs: 1_000,
      finality: { safe: { depth: 1 }, finalized: { depth: 2 } },
    },
    {
      streams: ['route', 'other'].map((protocol) => ({ protocol, version: 1, contract: '0xc' })),
      startBlock: 0n,
      head: 0n,
    },
  );
  await db.execute(sql`insert into dirty (key, cause) values ('route:a', '{"type":"operator"}')`);
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('reverted');
  expect(await markDue(db, await readWorld(db))).toBe(0);
});
