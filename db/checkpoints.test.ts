import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { here } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { registerRoute } from '../test/world-in-database.ts';

test('a chain that becomes known marks what leads over it, its ends being known or not', async () => {
  const { db } = await createDatabase();
  const add = (id: string, coverage: string, hub: string) =>
    db.execute(sql`
      insert into operations (id, protocol, kind, status, stage, final, started_at, updated_at, version, body)
      values (${id}, 'route', 'transfer', 'confirmed', 'awaiting_relay', false, now(), now(), 1,
        ${JSON.stringify({ coverage, about: { hub: { chain: hub, name: 'hub' } } })}::jsonb)`);
  await add('route:over it', 'full', here);
  await add('route:over another', 'full', 'eip155:77');
  await add('route:to somewhere', 'source_only', 'eip155:77');
  await registerRoute(db, [here]);
  const { rows } = await db.execute(sql`select key from dirty order by key`);
  expect(rows).toEqual([{ key: 'route:over it' }, { key: 'route:to somewhere' }]);
});
