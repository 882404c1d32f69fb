import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { exportedColumns, readExported } from './export-rows.ts';
import type { Database } from './pool.ts';

const ROWS = 50_000;
const DAYS = 100;
const BEGINS = '2026-01-01T00:00:00Z';
const CHAINS = 25;
/** The day that is asked about. */
const FROM = '2026-02-20T00:00:00Z';
const TO = '2026-02-21T00:00:00Z';

/** How many pages a question about one day reads, of how many that the table has. */
async function pagesOf(db: Database, table: string, column: string) {
  await db.execute(sql.raw(`vacuum analyze ${table}`));
  const { rows } = await db.transaction(async (tx) => {
    // A page that is read for one row after the other counts once.
    await tx.execute(sql`set local enable_indexscan = off`);
    await tx.execute(sql`set local enable_indexonlyscan = off`);
    // CAST: what Postgres answers to this.
    return (await tx.execute(
      sql.raw(`
      explain (analyze, buffers, format json)
      select count(*)
      from analytics_v1.${table}
      where ${column} >= '${FROM}' and ${column} < '${TO}'`),
    )) as unknown as {
      rows: { 'QUERY PLAN': { Plan: Record<string, number> }[] }[];
    };
  });
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan ?? {};
  const size = await db.execute<{ pages: number }>(
    sql.raw(`select (pg_relation_size('${table}') / 8192)::int as pages`),
  );
  return {
    read: (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0),
    all: size.rows[0]?.pages ?? 0,
  };
}

/** As many transitions as make one day a hundredth of them. */
async function writeTransitions(db: Database): Promise<void> {
  await db.execute(sql`
    insert into transitions
      (operation_id, version, to_status, to_stage, final, changes, cause, as_of, rules_version, chain_time, observed_at)
    select 'route:' || n, 1, 'complete', 'delivered', true, ('["' || repeat(md5(n::text), 10) || '"]')::jsonb, '{}', '{}',
      1, at, at
    from (
      select n, ${BEGINS}::timestamptz + n * interval '1 day' * ${DAYS}::int / ${ROWS}::int as at
      from generate_series(1, ${ROWS}) as n
    ) as written`);
}

test('a question about one day of transitions reads the pages of that day', async () => {
  const { db } = await createDatabase();
  await writeTransitions(db);
  const { read, all } = await pagesOf(db, 'transitions', 'observed_at');
  expect(all).toBeGreaterThan(2_000);
  expect(read).toBeLessThan(all / 5);
});

test('an export of one day of transitions fetches those of that day, and few others', async () => {
  const { db, pool } = await createDatabase();
  await writeTransitions(db);
  await db.execute(sql`vacuum analyze transitions`);
  const client = await pool.connect();
  onTestFinished(() => client.release(true));
  const columns = await exportedColumns(client, 'transitions');
  // What this session has done before may still be counted: the difference is what was done since.
  const fetched = async () => {
    const { rows } = await client.query<{ fetched: number }>(`
      select (coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as fetched
      from pg_stat_xact_user_tables
      where relname = 'transitions'`);
    return rows[0]?.fetched ?? 0;
  };
  await client.query('begin');
  const before = await fetched();
  const day = { from: FROM, to: TO, columns };
  let exported = 0;
  for await (const rows of readExported(client, 'transitions', day)) exported += rows.length;
  expect(exported).toBe(ROWS / DAYS);
  const own = (await fetched()) - before;
  expect(own).toBeGreaterThanOrEqual(ROWS / DAYS);
  expect(own).toBeLessThan(ROWS / 5);
});

test('a question about one day of events reads the pages that have some of it, though many chains were read side by side', async () => {
  const { db } = await createDatabase();
  // Each chain is read from the first day on, ten events at a time and at a pace of its own; what was read is looked at again.
  await db.execute(sql`
    insert into events
      (chain, block_number, block_hash, block_time, transaction, log_index, emitter, topic0, data, ordinal, protocol, name)
    select 'eip155:' || chain, n, md5(n::text), at, md5(chain || ':' || n), 0, '0xc', '0x', decode(repeat(md5(n::text), 15), 'hex'),
      0, 'route', 'send'
    from (
      select chain, n, n / 10 * exp(1.5 * sin(chain * 7.3)) as turn,
        ${BEGINS}::timestamptz + n * interval '1 day' * ${DAYS}::int / ${ROWS / CHAINS}::int as at
      from generate_series(1, ${CHAINS}) as chain
      cross join generate_series(0, ${ROWS / CHAINS - 1}) as n
    ) as written
    order by turn, chain, n`);
  await db.execute(sql`update events set verified = true`);
  const { read, all } = await pagesOf(db, 'events', 'block_time');
  const { rows } = await db.execute<{ pages: number }>(sql`
    select count(distinct (ctid::text::point)[0])::integer as pages
    from events
    where block_time >= ${FROM} and block_time < ${TO}`);
  expect(all).toBeGreaterThan(4_000);
  // And those of the index.
  expect(read).toBeLessThan((rows[0]?.pages ?? 0) + 50);
});
