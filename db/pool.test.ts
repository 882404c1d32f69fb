import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { connect } from './pool.ts';

test('a connection that breaks between two queries of a transaction fails that one alone', async () => {
  const { db } = await createDatabase();
  const broken = db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await db.execute(sql`select pg_terminate_backend(${rows[0]?.pid})`);
    // Without somebody who listens, the news that comes now would end the process.
    await sleep(50);
    await tx.execute(sql`select 1`);
  });
  await expect(broken).rejects.toThrow();
  expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
});

test('a connection that breaks before its transaction begins is given back', async () => {
  const { url } = await createDatabase();
  const { db, pool, close } = connect({ url, connectionsMax: 1, onError: () => {} });
  // CAST: what a client of pg has, though its types do not say so.
  type Client = { connection: { stream: { destroy: () => void } } };
  pool.once('acquire', (client) => (client as unknown as Client).connection.stream.destroy());
  await expect(db.transaction((tx) => tx.execute(sql`select 1`))).rejects.toThrow();
  expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
  await close();
});
