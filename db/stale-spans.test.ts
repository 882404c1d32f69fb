import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { claimSpan, markStale, type Span } from './stale-spans.ts';

test('a claim takes one span, whatever plan Postgres has for it', async () => {
  const { db } = await createDatabase();
  const hours = [1, 2, 3, 4].map((hour) => new Date(Date.UTC(2_026, 0, 1, hour)));
  await markStale(db, hours, { hour: 0, day: 0 });
  const claimed: (Span | null)[] = [];
  for (const _ of [...hours, 'their day']) {
    claimed.push(
      await db.transaction(async (tx) => {
        // What is left to the planner looks for a span again for each row.
        for (const way of ['hashjoin', 'mergejoin', 'hashagg', 'sort', 'material', 'indexscan']) {
          await tx.execute(sql.raw(`set local enable_${way} = off`));
        }
        return claimSpan(tx);
      }),
    );
  }
  const told = claimed.map((span) => span && `${span.grain} ${span.beginsAt.toISOString()}`);
  expect(new Set(told)).toEqual(
    new Set(['day 2026-01-01T00:00:00.000Z', ...hours.map((hour) => `hour ${hour.toISOString()}`)]),
  );
});
