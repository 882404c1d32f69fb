import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { bell } from '../db/dirty.ts';
import { createDatabase } from '../test/database.ts';
import { startDoorbell } from './doorbell.ts';

async function aDoorbell() {
  const { db, pool, url } = await createDatabase();
  const rings: number[] = [];
  const doorbell = startDoorbell({
    databaseUrl: url,
    log: pino({ level: 'silent' }),
    ring: async () => rings.push(Date.now()),
  });
  onTestFinished(() => doorbell.stop());
  const rang = async (times: number) => {
    while (rings.length < times) await sleep(10);
  };
  // It rings once by itself, for what was committed before it listened.
  await rang(1);
  return { db, pool, rings, rang };
}

test('it rings when dirty links are committed, and not when they are rolled back', async () => {
  const { db, rings, rang } = await aDoorbell();
  await db.transaction(async (tx) => {
    await bell(tx);
    await sleep(100);
    expect(rings).toHaveLength(1);
  });
  await rang(2);
  await db
    .transaction(async (tx) => {
      await bell(tx);
      throw new Error('rolled back');
    })
    .catch(() => {});
  await db.transaction(bell);
  await rang(3);
  await sleep(100);
  expect(rings).toHaveLength(3);
});

test('it rings again after its connection was cut', async () => {
  const { db, pool, rang } = await aDoorbell();
  await pool.query(`
    select pg_terminate_backend(pid)
    from pg_stat_activity
    where application_name = 'midflight doorbell' and datname = current_database()`);
  await rang(2);
  await db.transaction(bell);
  await rang(3);
});
