import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { aLeg, here } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { advanceHead } from './heads.ts';
import type { Database, Queryable } from './pool.ts';

const CROSSED = 3;

/** How many rows Postgres reads to move the head over three legs, when as many operations lie below. */
async function rowsRead(db: Database, history: number): Promise<number> {
  await registerRoute(db);
  const legs = Array.from({ length: history + CROSSED }, (_, index) =>
    aLeg({ step: 'send', block: 1 + index, id: String(index) }),
  );
  const top = legs.length;
  await ingestLegs(db, {
    chain: here,
    legs,
    to: top,
    safe: CROSSED,
    finalized: 10_000,
    isVerified: false,
  });
  await db.execute(sql`analyze`);
  return db.transaction(async (tx) => {
    const before = await rowsSoFar(tx);
    const height = BigInt(top);
    const head = { number: height, hash: '0x', time: 1_000 + top, safe: height, finalized: null };
    expect(await advanceHead(tx, here, head)).toBe(CROSSED);
    return (await rowsSoFar(tx)) - before;
  });
}

/** Rows that this connection has read, as far as they are not reported yet. */
async function rowsSoFar(tx: Queryable): Promise<number> {
  const { rows } = await tx.execute<{ count: string }>(sql`
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as count
    from pg_stat_xact_user_tables`);
  return Number(rows[0]?.count);
}

test('what a head crosses costs the same, however long the history is', async () => {
  const [short, long] = [await createDatabase(), await createDatabase()];
  const few = await rowsRead(short.db, 300);
  expect(few).toBeGreaterThanOrEqual(CROSSED);
  expect(await rowsRead(long.db, 6_000)).toBeLessThan(few + 50);
});
