import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { registerChain } from './checkpoints.ts';
import { storedChain } from './heads.ts';
import { ingest } from './ingest.ts';
import type { Database } from './pool.ts';
import { readWorld } from './world.ts';

const definition = {
  id: here,
  family: 'evm' as const,
  name: 'here',
  blockTimeMs: 1_000,
  finality: { safe: { depth: 1 }, finalized: { depth: 2 } },
};
const register = (db: Database, startBlock: bigint | null, protocols = ['route']) =>
  registerChain(db, definition, {
    streams: protocols.map((protocol) => ({ protocol, version: 1, contract: '0xc' })),
    startBlock,
    head: 0n,
  });

const checkpointOf = async (db: Database) =>
  (await readWorld(db)).checkpoints.get('route')?.get(here);

describe('the time of the first block', () => {
  test('is that of no block below it, and stays when it is read again without headers', async () => {
    const { db } = await createDatabase();
    await register(db, 5n);
    const { generation } = await storedChain(db, here);
    const streams = [{ protocol: 'route', contract: '0xc' }];
    const range = { from: 0n, to: 10n };
    const headers = [2n, 6n, 10n].map((number) => ({
      number,
      hash: `0x${number}`,
      parentHash: '',
      time: 1_000 + Number(number),
    }));
    await ingest(db, { chain: here, generation, headers, logs: [], range, streams });
    expect((await checkpointOf(db))?.from).toEqual({ number: 5n, time: 1_006 });
    await ingest(db, { chain: here, generation, headers: [], logs: [], range, streams });
    expect((await checkpointOf(db))?.from).toEqual({ number: 5n, time: 1_006 });
  });

  test('is known after it moved to a block that was read before', async () => {
    const { db } = await createDatabase();
    await registerRoute(db, [here]);
    const legs = [2, 7].map((block) => aLeg({ step: 'send', block, id: `${block}` }));
    await ingestLegs(db, { chain: here, legs, to: 10 });
    await register(db, 5n);
    expect((await checkpointOf(db))?.from).toEqual({ number: 5n, time: 1_007 });
  });
});

test('an operation is folded again when the chain in between becomes covered', async () => {
  const { db } = await createDatabase();
  await register(db, 0n, ['other']);
  const about = { hub: { chain: here, name: 'here' } };
  await db.execute(sql`
    insert into operations (id, protocol, kind, status, stage, final, started_at, updated_at, version, body)
    select 'route:' || n, 'route', 'message', 'complete', 'delivered', true, now(), now(), 1,
      jsonb_build_object('coverage', 'full', 'about', case when n = 1 then ${JSON.stringify(about)}::jsonb else '{}' end)
    from generate_series(1, 2) as n`);
  await register(db, 0n, ['other', 'route']);
  const { rows } = await db.execute(sql`select key, cause from dirty`);
  expect(rows).toEqual([{ key: 'route:1', cause: { type: 'coverage', chain: here } }]);
});

test('an operation is folded again when one of its chains is covered no more', async () => {
  const { db } = await createDatabase();
  await register(db, 0n, ['other', 'route']);
  await db.execute(sql`
    insert into operations (id, protocol, kind, status, stage, final, origin_chain, destination_chain, started_at, updated_at, version, body)
    select 'route:' || n, 'route', 'message', 'confirmed', 'awaiting_relay', false, ${there},
      case when n = 1 then ${here} end, now(), now(), 1, '{"coverage":"full","about":{}}'
    from generate_series(1, 2) as n`);
  await db.execute(sql`delete from dirty`);
  await register(db, 0n, ['other']);
  const { rows } = await db.execute(sql`select key, cause from dirty`);
  expect(rows).toEqual([{ key: 'route:1', cause: { type: 'coverage', chain: here } }]);
});
