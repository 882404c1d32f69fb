import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { route } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { countSpan, replaceCounted, type RouteStep } from './count-span.ts';
import type { Database } from './pool.ts';
import type { Span } from './stale-spans.ts';

/** Operations of an hour, on some lanes, that took any time: always the same ones. */
async function writeSummaries(db: Database, count: number): Promise<void> {
  await db.execute(sql`
    insert into operation_summaries (
      operation_id, version, protocol, kind, origin_chain, destination_chain, size_bucket, status, started_at, seconds,
      required, reached, skipped, stopped_at
    )
    select 'route:' || n, 1, (array['route', 'other'])[1 + n % 2], 'transfer', 'eip155:' || n % 7,
      nullif('eip155:' || n % 5, 'eip155:4'), (array['under 1', '1 to 10', 'unknown'])[1 + n % 3], status,
      to_timestamp(n * 7 % 3600), case when status = 'complete' then n * n % 997 end,
      '{send,attest,deliver}', (array['send', 'attest', 'deliver', 'carry'])[1:n % 5], '{}',
      case when status <> 'complete' then 'attest' end
    from generate_series(1, ${count}::integer) as n
    cross join lateral (
      select (array['complete', 'complete', 'confirmed', 'refunded', 'failed'])[1 + n % 11 % 5] as status
    ) as told`);
}

const steps: RouteStep[] = route.steps.map(({ name, role, waiting }, index) => ({
  protocol: 'route',
  kind: '',
  step: name,
  place: index + 1,
  role,
  stage: waiting.stage,
}));

const day: Span = { grain: 'day', beginsAt: new Date(0), endsAt: new Date(86_400_000) };

async function count(
  db: Database,
  piece: number,
  signal = new AbortController().signal,
): Promise<void> {
  await db.transaction(async (tx) => {
    await countSpan(tx, day, { steps, piece, signal });
    await replaceCounted(tx, day, { steps });
  });
}

const lanesOf = async (db: Database) =>
  (
    await db.execute(sql`
      select protocol, origin_chain, destination_chain, size_bucket, operations, open, completed, refunded, ended_otherwise,
        p50, p90, p99
      from lane_times
      order by 1, 2, 3, 4`)
  ).rows;

const stepsOf = async (db: Database) =>
  (
    await db.execute(sql`
      select protocol, origin_chain, destination_chain, step, place, operations, reached, skipped, waiting, ended
      from funnel_steps
      order by 1, 2, 3, 4`)
  ).rows;

test('counted by pieces, lanes have the percentiles that Postgres finds when it looks at all at once', async () => {
  const { db } = await createDatabase();
  await writeSummaries(db, 3_000);
  await count(db, 100);
  const { rows } = await db.execute(sql`
    select protocol, origin_chain, destination_chain,
      case grouping(size_bucket) when 1 then 'all' else size_bucket end as size_bucket,
      count(*)::integer as operations,
      (count(*) filter (where status = 'confirmed'))::integer as open,
      (count(*) filter (where status = 'complete'))::integer as completed,
      (count(*) filter (where status = 'refunded'))::integer as refunded,
      (count(*) filter (where status = 'failed'))::integer as ended_otherwise,
      percentile_cont(0.5) within group (order by seconds) as p50,
      percentile_cont(0.9) within group (order by seconds) as p90,
      percentile_cont(0.99) within group (order by seconds) as p99
    from operation_summaries
    group by grouping sets ((1, 2, 3, size_bucket), (1, 2, 3))
    order by 1, 2, 3, 4`);
  expect(rows.length).toBeGreaterThan(200);
  expect(await lanesOf(db)).toEqual(rows);
});

test('counted by pieces, the funnel has each operation once for each of its steps', async () => {
  const { db } = await createDatabase();
  await writeSummaries(db, 3_000);
  await count(db, 100);
  // Of `other` the rules know nothing: its steps are in the order of what completion requires.
  const { rows } = await db.execute(sql`
    select protocol, origin_chain, destination_chain, step,
      array_position(required, step) + case protocol when 'other' then 1000 else 0 end as place,
      count(*)::integer as operations,
      (count(*) filter (where step = any(reached)))::integer as reached,
      0 as skipped,
      (count(*) filter (where step = stopped_at and status = 'confirmed'))::integer as waiting,
      (count(*) filter (where step = stopped_at and status in ('refunded', 'failed')))::integer as ended
    from operation_summaries
    cross join unnest(required) as step
    group by 1, 2, 3, 4, 5
    order by 1, 2, 3, 4`);
  expect(await stepsOf(db)).toEqual(rows);
});

test('a piece never ends within a second: those that began in it are counted once', async () => {
  const { db } = await createDatabase();
  await writeSummaries(db, 300);
  await db.execute(sql`update operation_summaries set started_at = to_timestamp(1800)`);
  await count(db, 7);
  const { rows } = await db.execute(sql`
    select sum(operations)::integer as operations from lane_times where size_bucket = 'all'`);
  expect(rows).toEqual([{ operations: 300 }]);
});

test('what was counted of a span goes when it is counted anew', async () => {
  const { db } = await createDatabase();
  await writeSummaries(db, 300);
  await count(db, 50);
  await db.execute(sql`delete from operation_summaries`);
  await count(db, 50);
  expect([await lanesOf(db), await stepsOf(db)]).toEqual([[], []]);
});

test('a count that is broken off changes nothing', async () => {
  const { db } = await createDatabase();
  await writeSummaries(db, 300);
  await count(db, 50);
  const before = [await lanesOf(db), await stepsOf(db)];
  await db.execute(sql`delete from operation_summaries where operation_id = 'route:1'`);
  await expect(count(db, 50, AbortSignal.abort())).rejects.toThrow('aborted');
  expect([await lanesOf(db), await stepsOf(db)]).toEqual(before);
});
