import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { assert } from '../core/errors.ts';
import { createDatabase } from '../test/database.ts';
import type { Database } from './pool.ts';
import { claimSpan, markStale, settleSpan, type Span } from './stale-spans.ts';

const atOnce = { hour: 0, day: 0 };
const one = { ms: 60_000 };

test('a claim takes one span, whatever plan Postgres has for it', async () => {
  const { db } = await createDatabase();
  const hours = [1, 2, 3, 4].map((hour) => new Date(Date.UTC(2_026, 0, 1, hour)));
  await markStale(db, hours, atOnce);
  const claimed: (Span | null)[] = [];
  for (const _ of [...hours, 'their day']) {
    claimed.push(
      await db.transaction(async (tx) => {
        // What is left to the planner looks for a span again for each row.
        for (const way of ['hashjoin', 'mergejoin', 'hashagg', 'sort', 'material', 'indexscan']) {
          await tx.execute(sql.raw(`set local enable_${way} = off`));
        }
        return claimSpan(tx, one);
      }),
    );
  }
  const told = claimed.map((span) => span && `${span.grain} ${span.beginsAt.toISOString()}`);
  expect(new Set(told)).toEqual(
    new Set(['day 2026-01-01T00:00:00.000Z', ...hours.map((hour) => `hour ${hour.toISOString()}`)]),
  );
});

/** What is left of the mark of an hour that was claimed. */
async function marksLeft(db: Database): Promise<object[]> {
  const { rows } = await db.execute(sql`
    select due_at > now() + interval '30 seconds' as is_later from stale_spans where grain = 'hour'`);
  return rows;
}

/** A database with one hour that is marked, and the claim of it. */
async function aClaim() {
  const { db } = await createDatabase();
  const start = new Date(Date.UTC(2_026, 0, 1, 1, 30));
  await markStale(db, [start], { hour: 0, day: 600_000 });
  const span = await claimSpan(db, one);
  assert(span, 'an hour is due');
  return { db, start, span };
}

test('a span that was counted is marked no more', async () => {
  const { db, span } = await aClaim();
  expect(await settleSpan(db, span, one)).toBe(true);
  expect(await marksLeft(db)).toEqual([]);
});

test('a span that is marked again while it is counted is counted again, after its rest', async () => {
  const { db, span, start } = await aClaim();
  // Nobody who marks has to wait for who counts.
  await markStale(db, [start], atOnce);
  expect(await settleSpan(db, span, one)).toBe(true);
  expect(await marksLeft(db)).toEqual([{ is_later: true }]);
});

test('a mark that is not committed yet when a span has been counted is not lost', async () => {
  const { db, span, start } = await aClaim();
  let settled: Promise<boolean> | undefined;
  await db.transaction(async (tx) => {
    await markStale(tx, [start], atOnce);
    settled = settleSpan(db, span, one);
    await vi.waitFor(
      async () => {
        const { rows } = await db.execute(sql`
          select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`);
        expect(rows).toHaveLength(1);
      },
      { timeout: 60_000 },
    );
  });
  expect(await settled).toBe(true);
  expect(await marksLeft(db)).toEqual([{ is_later: true }]);
});

test('of two that count a span, who ends last and knows less writes nothing', async () => {
  const { db, span } = await aClaim();
  expect(await settleSpan(db, span, one)).toBe(true);
  expect(await settleSpan(db, span, one)).toBe(false);
});

test('whoever ends with a claim leaves the span to others, later', async () => {
  const { db } = await aClaim();
  expect(await claimSpan(db, one)).toBe(null);
  expect(await marksLeft(db)).toEqual([{ is_later: true }]);
});
