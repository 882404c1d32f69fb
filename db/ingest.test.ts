import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { aLeg, here } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { ingestLegs, registerRoute } from '../test/world-in-database.ts';

test('what cannot be written leaves its blocks unread', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const send = aLeg({ step: 'send', block: 3 });
  // No protocol gets this past the door: Postgres keeps no NUL.
  const bad = { ...send, links: [{ key: 'route:\u0000', kind: 'exact' as const, rule: 'id' }] };
  await expect(ingestLegs(db, { chain: here, legs: [bad], to: 9 })).rejects.toThrow();
  const { rows } = await db.execute<{ ranges: string; head: string | null; events: number }>(sql`
    select ranges::text, head_number as head, (select count(*)::int from events) as events
    from checkpoints
    join chains on chains.id = checkpoints.chain
    where chain = ${here}`);
  expect(rows).toEqual([{ ranges: '{}', head: null, events: 0 }]);
});

test('a log that another protocol reads now is that one’s', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const send = aLeg({ step: 'send', block: 3 });
  await ingestLegs(db, { chain: here, legs: [send], to: 9 });
  const taken = { ...send, protocol: 'other', step: 'order' };
  await ingestLegs(db, { chain: here, legs: [taken], from: 0, to: 9 });
  const { rows } = await db.execute<Record<string, string>>(sql`
    select events.protocol, legs.protocol as leg, legs.step
    from events join legs on legs.event_id = events.id`);
  expect(rows).toEqual([{ protocol: 'other', leg: 'other', step: 'order' }]);
});
