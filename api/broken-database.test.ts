import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect, type Connection } from '../db/pool.ts';
import { createDatabase } from '../test/database.ts';
import { documented } from '../test/documented.ts';
import { freePort } from '../start/free-port.ts';
import { createApp } from './create-app.ts';

interface Problem {
  code: string;
  detail: string;
  recovery: string;
}

/** Asks an API whose database is broken; nothing of what is within may be in the answer. */
async function ask({ db }: Pick<Connection, 'db'>, path = '/v1/operations') {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => lines.push(line) });
  const app = createApp({ db, protocols: [], log, now: () => new Date() });
  const answer = await documented<Problem>(path, await app.request(path));
  const told = JSON.stringify([answer.body, [...answer.headers]]);
  expect(told).not.toMatch(/select|from "|postgres|127\.0\.0\.1|localhost|pool|\.ts\b|at \w+ \(/i);
  return { ...answer, lines };
}

/** A connection to somewhere else than the tests' database. */
function elsewhere(url: string): Connection {
  const connection = connect({ url, onError: () => {} });
  onTestFinished(connection.close);
  return connection;
}

describe('a database that is broken is said to be away, without its inner life:', () => {
  test('a closed port', async () => {
    const { status, headers, body, lines } = await ask(
      elsewhere(`postgres://me:s3cret@127.0.0.1:${await freePort()}/midflight`),
    );
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'database_unavailable' });
    expect(headers.get('retry-after')).toBe('5');
    expect(lines.join('')).toContain('ECONNREFUSED');
    expect(lines.join('')).not.toContain('s3cret');
  });

  test('a host that does not exist', async () => {
    const { body } = await ask(elsewhere('postgres://me@nowhere.invalid/midflight'));
    expect(body.code).toBe('database_unavailable');
  });

  test('a database that is gone', async () => {
    const { url } = await createDatabase();
    const { body } = await ask(elsewhere(`${url}_gone`));
    expect(body.code).toBe('database_unavailable');
  });

  test('a connection that the server ends in the middle of a query', async () => {
    const { db, pool } = await createDatabase();
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('lock table operations in access exclusive mode');
    const asked = ask({ db });
    await expect
      .poll(
        async () => {
          // Not in the transaction, which would see the same activity again and again.
          const { rows } = await pool.query<{ ended: boolean }>(
            `select pg_terminate_backend(pid) as ended from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
          );
          return rows.length;
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    expect((await asked).body.code).toBe('database_unavailable');
    holder.release(true);
  });

  test('a pool that is closed', async () => {
    const { url } = await createDatabase();
    const connection = connect({ url, onError: () => {} });
    await connection.close();
    expect((await ask(connection)).body.code).toBe('database_unavailable');
  });
});

test('a query that takes too long is ended, and the recovery says what helps', async () => {
  const { url, pool } = await createDatabase();
  const holder = await pool.connect();
  await holder.query('begin');
  await holder.query('lock table operations in access exclusive mode');
  const slow = connect({ url, statementTimeoutMs: 100, onError: () => {} });
  onTestFinished(slow.close);
  const { status, body } = await ask(slow);
  expect({ status, ...body }).toMatchObject({
    status: 503,
    code: 'too_slow',
    recovery: expect.stringMatching(/add filters or a time range, or lower the limit/) as string,
  });
  await holder.query('rollback');
  holder.release();
});

test('a table that is missing is a fault of ours, and the log says which', async () => {
  const { db } = await createDatabase();
  await db.execute(sql`drop table operations cascade`);
  const { status, body, lines } = await ask({ db });
  expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal' });
  expect(lines.join('')).toContain('relation \\"operations\\" does not exist');
});
