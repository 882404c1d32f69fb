import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { RawLog } from '../core/raw-log.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { storedChain } from './heads.ts';
import { findOperation } from './read-operations.ts';
import { storedLogsOf } from './stored-logs.ts';
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

describe('a second reading', () => {
  const streams = [{ protocol: 'route', contract: '0xc' }];

  /** One event in block 2 that its contract does not name, and what a second reading of it must be compared by. */
  async function anEvent(wound: string) {
    const { db } = await createDatabase();
    await registerRoute(db);
    const legs = [aLeg({ step: 'deliver', block: 2 })];
    await ingestLegs(db, { chain: there, legs, to: 9, isVerified: false });
    await db.execute(sql.raw(`update events set emitter = '0xd'${wound}`));
    const { generation } = await storedChain(db, there);
    const [stored] = await storedLogsOf(db, ['1']);
    const look = (logs: RawLog[]) => {
      const reading = { chain: there, generation, range: { from: 2n, to: 2n }, streams, logs };
      return verify(db, { ...reading, wanted: new Map(), anywhere: ['0x01'] });
    };
    const isVerified = async () =>
      (await db.execute<{ verified: boolean }>(sql`select verified from events`)).rows[0]?.verified;
    return { look, isVerified, log: stored!.log };
  }

  test('verifies what is wanted whoever emits it, and misses it', async () => {
    const { look, isVerified, log } = await anEvent('');
    expect((await look([]))?.surplus).toMatchObject([{ id: '1' }]);
    expect(await isVerified()).toBe(false);
    expect(await look([log])).toBeNull();
    expect(await isVerified()).toBe(true);
  });

  test('neither misses an answer to a lookup nor verifies it, and compares it where it is shown', async () => {
    const { look, isVerified, log } = await anEvent(', asked = true');
    expect(await look([])).toBeNull();
    expect(await look([log])).toBeNull();
    expect(await isVerified()).toBe(false);
    expect((await look([{ ...log, data: '0xff' }]))?.changed).toHaveLength(1);
  });

  test('with a call that is not stored, or another one, is a difference', async () => {
    const { look, log } = await anEvent(
      `, call = '{"from": "0x0a", "to": "0xd", "input": "0x01"}'`,
    );
    const call = { to: '0xd', from: '0x0a', input: '0x01' } as const;
    expect(await look([{ ...log, call }])).toBeNull();
    const other = { ...log, call: { ...call, input: '0x02' } as const };
    expect(await look([other])).toMatchObject({ lost: [], surplus: [], changed: [other] });
  });
});
