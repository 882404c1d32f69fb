import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { exportDays } from './export/export-days.ts';

const root = resolve(import.meta.dirname, '..');

/** More than 64 bits, and more than Parquet's decimals. */
const HUGE = (2n ** 256n - 1n).toString();
const HOSTILE = '=1+1,"quoted"\nand a second line';

/** Operations of the first and of the third of January 1970; transitions are of today. */
async function aWorld() {
  const database = await createDatabase();
  const { db } = database;
  await registerRoute(db);
  const telling = (leg: Leg, about: Leg['about']): Leg => ({
    ...leg,
    about: { ...leg.about, ...about },
  });
  const legs = [
    telling(aLeg({ step: 'send', block: 10, id: 'a' }), {
      sent: { amount: HUGE, decimals: 18 },
      clientRef: HOSTILE,
    }),
    aLeg({ step: 'send', block: 20, id: 'b' }),
    aLeg({ step: 'send', block: 180_000, id: 'c' }),
  ];
  await ingestLegs(db, { chain: here, legs, to: 180_100 });
  const arrived = [
    aLeg({ step: 'attest', block: 30, id: 'a' }),
    aLeg({ step: 'deliver', block: 40, id: 'a' }),
  ];
  await ingestLegs(db, { chain: there, legs: arrived, to: 180_100 });
  await correlateAll(db);
  // A microsecond is lost by whoever takes a time for milliseconds.
  await db.execute(sql`update transitions set observed_at = '2026-01-02 03:04:05.678901+00'`);
  const out = mkdtempSync(join(tmpdir(), 'midflight-export-'));
  onTestFinished(() => rmSync(out, { recursive: true, force: true }));
  return { database, db, out };
}

const wish = { from: '1970-01-01', to: '1970-01-03' };
const quietly = { signal: new AbortController().signal, onProgress: () => {} };

/** What DuckDB answers, with everything as text. */
async function ask(statement: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  onTestFinished(() => instance.closeSync());
  const connection = await instance.connect();
  onTestFinished(() => connection.closeSync());
  await connection.run("set timezone = 'UTC'");
  return (await connection.runAndReadAll(statement)).getRowObjectsJson();
}

test.each(['parquet', 'csv'] as const)(
  'DuckDB reads from %s what Postgres says',
  async (format) => {
    const { database, db, out } = await aWorld();
    await exportDays(database, { ...wish, format, out }, quietly);
    await exportDays(database, { from: '2026-01-02', to: '2026-01-02', format, out }, quietly);
    for (const { view, order } of [
      { view: 'operations', order: 'operation_id' },
      { view: 'legs', order: 'operation_id, place' },
      { view: 'transitions', order: 'seq' },
    ]) {
      const { rows: columns } = await db.execute<{ name: string; type: string }>(sql`
      select attname as name, format_type(atttypid, null) as type
      from pg_attribute
      where attrelid = ${`analytics_v1.${view}`}::regclass and attnum > 0
      order by attnum`);
      const list = columns.map(({ name, type }) => {
        if (type === 'timestamp with time zone')
          return `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as ${name}`;
        return type.endsWith('[]')
          ? `to_json(${name})::text as ${name}`
          : `${name}::text as ${name}`;
      });
      const { rows } = await db.execute<Record<string, string | null>>(
        sql.raw(`select ${list.join(', ')} from analytics_v1.${view} order by ${order}`),
      );
      expect(rows.length).toBeGreaterThan(2);
      const kinds = columns.map(({ name, type }) =>
        type === 'timestamp with time zone'
          ? `strftime(${name} at time zone 'UTC', '%Y-%m-%d %H:%M:%S.%f') as ${name}`
          : `${name}::varchar as ${name}`,
      );
      const source =
        format === 'parquet'
          ? `read_parquet('${out}/${view}/*/*.parquet', hive_partitioning = true)`
          : `read_csv('${out}/${view}/*/*.csv', hive_partitioning = true, all_varchar = true, allow_quoted_nulls = false)`;
      const cast =
        format === 'csv'
          ? kinds.map((kind) => kind.replace(/strftime\((\w+) at/, 'strftime($1::timestamptz at'))
          : kinds;
      const read = await ask(
        `select ${cast.join(', ')} from ${source} order by ${order.replace('place', 'place::int').replace('seq', 'seq::bigint')}`,
      );
      expect(read.map(comparable)).toEqual(rows.map(comparable));
    }
  },
);

/** Seconds are written one way or another: 12, 12.0. */
function comparable(row: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && name.endsWith('seconds') ? Number(value) : value,
    ]),
  );
}

test('a day has a folder of its own, also one on which nothing began', async () => {
  const { database, out } = await aWorld();
  const { files, rows } = await exportDays(database, { ...wish, format: 'parquet', out }, quietly);
  expect({ files, rows }).toEqual({ files: 9, rows: 3 + 9 });
  expect(
    readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.parquet'))
      .toSorted(),
  ).toEqual(
    ['legs', 'operations', 'transitions'].flatMap((view) =>
      ['1970-01-01', '1970-01-02', '1970-01-03'].map((day) => `${view}/day=${day}/${view}.parquet`),
    ),
  );
  expect(
    await ask(
      `select day::varchar as day, count(*)::int as operations from read_parquet('${out}/operations/*/*.parquet', hive_partitioning = true) group by day order by day`,
    ),
  ).toEqual([
    { day: '1970-01-01', operations: 2 },
    { day: '1970-01-03', operations: 1 },
  ]);
});

test('doing it twice gives the same files, and one that is ended leaves none that is not whole', async () => {
  const { database, out } = await aWorld();
  const all = () =>
    readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.includes('.'))
      .toSorted()
      .map((path) => [path, readFileSync(join(out, path), 'base64')]);
  await exportDays(database, { ...wish, format: 'parquet', out }, quietly);
  const before = all();
  await exportDays(database, { ...wish, format: 'parquet', out }, quietly);
  expect(all()).toEqual(before);
  const ended = exportDays(
    database,
    { ...wish, format: 'parquet', out },
    { ...quietly, signal: AbortSignal.abort(new Error('ended')) },
  );
  await expect(ended).rejects.toThrow('ended');
  expect(all()).toEqual(before);
});

test('many rows are written in groups, and all of them are there', async () => {
  const { database, db, out } = await aWorld();
  await db.execute(sql`
    insert into transitions (operation_id, version, to_status, to_stage, final, changes, cause, as_of, rules_version, chain_time, observed_at)
    select 'route:n' || n, 1, 'pending', 'awaiting_origin', false, '[]', '{"type":"event"}', '{}', 1, to_timestamp(n), '2026-03-01'
    from generate_series(1, 25000) as n`);
  const told: number[] = [];
  await exportDays(
    database,
    { from: '2026-03-01', to: '2026-03-01', format: 'parquet', out },
    { ...quietly, onProgress: (done, total) => told.push(done / total) },
  );
  expect(told.at(-1)).toBe(1);
  expect(
    await ask(
      `select count(*)::int as rows, count(distinct operation_id)::int as operations from read_parquet('${out}/transitions/*/*.parquet')`,
    ),
  ).toEqual([{ rows: 25_000, operations: 25_000 }]);
});

test('npm run export says what it wrote, and refuses what is no day', async () => {
  const { database, out } = await aWorld();
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((done) => {
      const env = {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DATABASE_URL: database.url,
      };
      const command = ['--import', 'tsx', 'start/export.ts', ...args];
      execFile(process.execPath, command, { cwd: root, env }, (error, told, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : 0, out: told, err }),
      );
    });
  const whole = await run(
    '--from',
    '1970-01-01',
    '--to',
    '1970-01-02',
    '--format',
    'csv',
    '--out',
    out,
  );
  expect(whole.code, whole.err).toBe(0);
  expect(whole.out).toMatch(/^8 rows in 6 files of .+, \d+ kB\.\n$/);
  expect(await run('--from', '2026-02-30', '--to', '2026-03-01')).toMatchObject({
    code: 1,
    err: '2026-02-30 is no day. Give --from and --to, days such as 2026-11-26, --format parquet or csv, and perhaps --out <folder>.\n',
  });
});
