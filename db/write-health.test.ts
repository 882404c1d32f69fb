import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import type { Database, Queryable } from './pool.ts';
import { claimDue, recallDeferred } from './write-health.ts';

/** Operations o1 and so on, the first of which are due, and the last of which were put off. */
async function write(db: Database, count: number): Promise<void> {
  await db.execute(sql`
    insert into operation_health (
      operation_id, version, protocol, kind, origin_chain, destination_chain, step, stage, awaited_chain, since, health,
      health_since, check_at, deferred, started_at, updated_at
    )
    select 'o' || n, 1, 'route', 'message', ${here}, ${there}, 'attest', 'awaiting_attestation',
      case when n % 2 = 0 then ${here} else ${there} end, now(), 'ok', now(),
      to_timestamp(1000) + n * interval '1 second', n > ${count} - 10, now(), now()
    from generate_series(1, ${count}::int) as n`);
  await db.execute(sql`analyze`);
}

async function rowsSoFar(tx: Queryable): Promise<number> {
  const { rows } = await tx.execute<{ count: string }>(sql`
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as count
    from pg_stat_xact_user_tables`);
  return Number(rows[0]?.count);
}

test('what is due, and what was put off on a chain, is found without reading the others', async () => {
  const { db } = await createDatabase();
  await write(db, 20_000);
  await db.transaction(async (tx) => {
    const due = await claimDue(tx, { now: 1_005, limit: 200 });
    expect(due).toEqual(['o1', 'o2', 'o3', 'o4', 'o5']);
    const chains = [{ protocol: 'route', chain: there, after: null }];
    const recalled = await recallDeferred(tx, chains, { now: 1_005, limit: 200 });
    expect(recalled).toBe(5);
    expect(await rowsSoFar(tx)).toBeLessThan(200);
  });
});

test('what one process has taken, another one passes by', async () => {
  const { db } = await createDatabase();
  await write(db, 20);
  await db.transaction(async (tx) => {
    const first = await claimDue(tx, { now: 1_004, limit: 2 });
    const second = await db.transaction((other) => claimDue(other, { now: 1_004, limit: 9 }));
    expect([first, second]).toEqual([
      ['o1', 'o2'],
      ['o3', 'o4'],
    ]);
  });
});
