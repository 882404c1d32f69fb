import { pino } from 'pino';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Database } from '../db/pool.ts';
import { createDatabase } from '../test/database.ts';
import { retentionJob } from './retention-job.ts';

async function run(db: Database): Promise<void> {
  const log = pino({ level: 'silent' });
  const { signal } = new AbortController();
  await retentionJob({ deliveredDays: 3, deadDays: 30, hoursDays: 30 }).run(
    {},
    { db, rules: new Map(), log, signal, ring: async () => {} },
  );
}

test('what was delivered goes after its days, what was given up later, and what waits stays', async () => {
  const { db } = await createDatabase();
  await db.execute(sql`
    insert into webhooks (id, url, filter, conditions, quality, secret, position)
    select id, 'https://a.example', '{}', '{}', 'included', 's', 0 from unnest(array['w1', 'w2']) as id`);
  // More of one than a statement takes.
  await db.execute(sql`
    insert into webhook_deliveries (id, webhook_id, state, created_at, settled_at)
    select 'old-' || n, 'w1', 'delivered', now() - interval '5 days', now() - interval '4 days'
    from generate_series(1, 1500) as n`);
  await db.execute(sql`
    insert into webhook_deliveries (id, webhook_id, state, created_at, settled_at)
    select name, webhook, state, now() - created::interval, now() - settled::interval
    from (values
      ('other', 'w2', 'delivered', '5 days', '4 days'),
      ('late', 'w2', 'delivered', '5 days', '2 days'),
      ('new', 'w2', 'delivered', '2 days', '2 days'),
      ('dead', 'w2', 'dead', '5 days', '4 days'),
      ('long dead', 'w2', 'dead', '40 days', '31 days'),
      ('waits', 'w2', 'pending', '5 days', null)
    ) as row (name, webhook, state, created, settled)`);
  await run(db);
  const { rows } = await db.execute(sql`select id from webhook_deliveries order by id`);
  expect(rows).toEqual([{ id: 'dead' }, { id: 'late' }, { id: 'new' }, { id: 'waits' }]);
});

test('hours go after their days, and days never', async () => {
  const { db } = await createDatabase();
  await db.execute(sql`
    insert into lane_times (grain, begins_at, protocol, size_bucket, operations, open, completed, refunded, ended_otherwise)
    select grain, now() - age::interval, age, 'all', 1, 0, 1, 0, 0
    from unnest(array['hour', 'day']) as grain, unnest(array['40 days', '20 days']) as age, generate_series(1, 700)`);
  await run(db);
  const { rows } = await db.execute(sql`
    select grain, protocol as age, count(*)::int from lane_times group by 1, 2 order by 1, 2`);
  expect(rows).toEqual([
    { grain: 'day', age: '20 days', count: 700 },
    { grain: 'day', age: '40 days', count: 700 },
    { grain: 'hour', age: '20 days', count: 700 },
  ]);
});
