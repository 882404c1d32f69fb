import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { HEALTH_POLICY } from '../core/health.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import type { Database } from './pool.ts';
import { writeHealthPolicy } from './write-health-policy.ts';

/** An operation that was judged stuck while both chains were read up to now: its step is awaited `there`. */
async function aStuckOne(): Promise<Database> {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 10, id: 'a' })], to: 60 });
  await ingestLegs(db, { chain: there, legs: [], to: 60 });
  await correlateAll(db);
  await db.execute(sql`update chains set head_time = now(), seen_at = now()`);
  await db.execute(sql`
    insert into operation_health (
      operation_id, version, protocol, kind, step, stage, awaited_chain, since, health, reason, detail, health_since,
      started_at, updated_at
    )
    select id, version, protocol, kind, 'attest', 'awaiting_attestation', ${there}, now() - interval '1 hour', 'stuck',
      'slower_than_usual', 'It waits longer than others did.', now(), started_at, updated_at
    from operations`);
  return db;
}

const told = async (db: Database) =>
  (
    await db.execute(sql`
      select health, reason, detail, round(waited_seconds / 60) as minutes from analytics_v1.stuck_now`)
  ).rows;

const blind = { health: 'blind', reason: null, detail: null };

test('what waits too long is told while its chain is read', async () => {
  const db = await aStuckOne();
  expect(await told(db)).toEqual([
    {
      health: 'stuck',
      reason: 'slower_than_usual',
      detail: 'It waits longer than others did.',
      minutes: 60,
    },
  ]);
});

test.each([
  ['its chain is behind', sql`update chains set head_time = now() - interval '10 minutes'`, 50],
  ['it could not be judged', sql`update operation_health set deferred = true`, 60],
  [
    'something of it cannot be worked off',
    sql`update operation_health set health = 'blind', reason = 'folds_behind'`,
    60,
  ],
  ['its chain was never read', sql`update operation_health set awaited_chain = 'eip155:9999'`, 0],
  [
    'what was read is not worked off',
    sql`insert into dirty (key, cause, marked_at) values ('k', '{}', now() - interval '10 minutes')`,
    60,
  ],
])('nobody is accused while %s', async (_, happens, minutes) => {
  const db = await aStuckOne();
  await db.execute(happens);
  expect(await told(db)).toEqual([{ ...blind, minutes }]);
});

test('blocks that are not read after the wait began make it blind, those from before do not', async () => {
  const db = await aStuckOne();
  const readUpTo = (ago: string) =>
    db.execute(sql`
      with block as (
        update blocks set time = now() - ${ago}::interval where chain = ${there} returning 1
      )
      update checkpoints set ranges = '{[0,61),[70,101)}' where chain = ${there}`);
  await db.execute(sql`update chains set head_number = 100 where id = ${there}`);
  await readUpTo('2 hours');
  expect(await told(db)).toMatchObject([{ health: 'stuck', minutes: 60 }]);
  await readUpTo('30 minutes');
  expect(await told(db)).toEqual([{ ...blind, minutes: 30 }]);
});

test('an operation that has moved on is not told of by what was thought before', async () => {
  const db = await aStuckOne();
  await ingestLegs(db, {
    chain: there,
    legs: [aLeg({ step: 'attest', block: 70, id: 'a' })],
    to: 80,
  });
  await correlateAll(db);
  expect(await told(db)).toEqual([]);
});

test('how old is too old is what the jobs judge by', async () => {
  const db = await aStuckOne();
  await db.execute(sql`update chains set head_time = now() - interval '10 minutes'`);
  expect(await told(db)).toMatchObject([{ health: 'blind' }]);
  await writeHealthPolicy(db, { ...HEALTH_POLICY, blindAfterSeconds: 1_800.5 });
  expect(await told(db)).toMatchObject([{ health: 'stuck' }]);
  await writeHealthPolicy(db, { ...HEALTH_POLICY, blindAfterSeconds: 60 });
  expect(await told(db)).toMatchObject([{ health: 'blind' }]);
});
