import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { analyticsJob } from '../jobs/analytics-job.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { aHealthWorld } from '../test/health-world.ts';
import { addHealthMetrics } from './health-metrics.ts';
import { processMetrics } from './process-metrics.ts';

const rules = new Map([['route', route]]);

/** The lines that say a value, of these metrics alone; none has a comma in a label. */
const valuesIn = (text: string) =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value] =
        /^midflight_((?:operations|alert_notices|health|analytics)\S*) (\S+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(value)]];
    }),
  );

test('they tell of open operations by health, of whoever judges and sums up, and of what channels were not told', async () => {
  const world = await aHealthWorld();
  const { db } = world;
  await world.go(100, {
    here: [
      aLeg({ step: 'send', id: 'a', block: 100 }),
      aLeg({ step: 'send', id: 'b', block: 100, index: 1 }),
      aLeg({ step: 'send', id: 'c', block: 100, index: 2 }),
    ],
  });
  await db.execute(
    sql`update operation_health set health = 'stuck' where operation_id = 'route:a'`,
  );
  await db.execute(
    sql`update operation_health set check_at = now() - interval '90 seconds' where operation_id = 'route:b'`,
  );
  await db.execute(sql`update followers set seq = seq - 2`);
  await db.execute(sql`
    update chains set head_time = now(), seen_at = now(), moved_at = now()`);
  await db.execute(sql`insert into alert_channels (name) values ('chat'), ('pager')`);
  await db.execute(sql`
    insert into alert_notices (alert_id, channel, kind, state, next_at) values
      ('al_1', 'chat', 'opened', 'pending', now()), ('al_2', 'chat', 'opened', 'pending', now()),
      ('al_1', 'pager', 'opened', 'dead', null), ('al_2', 'pager', 'opened', 'sent', null)`);
  const metrics = processMetrics();
  addHealthMetrics(metrics, db, { rules });
  const { health_due_seconds: due, ...shown } = valuesIn(await metrics.text());
  expect(due).toBeGreaterThanOrEqual(90);
  expect(shown).toEqual({
    'operations{health="ok"}': 2,
    'operations{health="delayed"}': 0,
    'operations{health="stuck"}': 1,
    'operations{health="blocked"}': 0,
    'operations{health="needs_action"}': 0,
    'operations{health="blind"}': 0,
    'alert_notices{channel="chat",state="pending"}': 2,
    'alert_notices{channel="chat",state="dead"}': 0,
    'alert_notices{channel="pager",state="pending"}': 0,
    'alert_notices{channel="pager",state="dead"}': 1,
    health_behind_transitions: 2,
    analytics_stale_spans: 0,
  });
});

test('nobody is counted as stuck where we do not see, and the age of aggregates is told once they were made', async () => {
  const world = await aHealthWorld();
  const { db } = world;
  await world.go(100, { here: [aLeg({ step: 'send', id: 'a', block: 100 })] });
  await world.go(103);
  await db.execute(sql`update operation_health set health = 'stuck'`);
  await db.execute(
    sql`update chains set head_time = now(), seen_at = now(), moved_at = now() where id = ${here}`,
  );
  await db.execute(sql`
    update chains set head_time = now() - interval '1 hour', seen_at = now() - interval '1 hour' where id = ${there}`);
  const log = { warn: () => {} };
  // CAST: it asks for nothing else.
  const deps = { db, rules, log, signal: new AbortController().signal } as never;
  await analyticsJob({ pace: { hour: 3_600_000, day: 3_600_000 } }).run({}, deps);
  await db.execute(sql`update summary_rounds set caught_up_at = now() - interval '40 seconds'`);
  const metrics = processMetrics();
  addHealthMetrics(metrics, db, { rules });
  const shown = valuesIn(await metrics.text());
  expect([shown['operations{health="stuck"}'], shown['operations{health="blind"}']]).toEqual([
    0, 1,
  ]);
  expect(shown['analytics_age_seconds']).toBeGreaterThanOrEqual(40);
  expect(shown['analytics_stale_spans']).toBe(2);
});

test('nothing is told of them while the database is away', async () => {
  const { db, close } = await createDatabase(() => {});
  await close();
  const metrics = processMetrics();
  addHealthMetrics(metrics, db, { rules });
  expect(valuesIn(await metrics.text())).toEqual({});
});
