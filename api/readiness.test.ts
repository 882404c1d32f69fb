import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../db/pool.ts';
import { prepareReaderRole } from '../db/reader-role.ts';
import { anApi } from '../test/an-api.ts';
import { createDatabase } from '../test/database.ts';
import { liveApi } from '../test/live-api.ts';
import type { Live } from './live.ts';

// What makes answers unreliable, one thing after the other; /readyz names the first.

interface Problem {
  code: string;
  detail: string;
}

const ready = { status: 200, body: { status: 'ok' } };
const notReady = (detail: string) => ({ status: 503, body: { code: 'not_ready', detail } });

test('a database whose schema is older is named with what it lacks', async () => {
  const { db, get } = await anApi();
  expect(await get('/readyz')).toMatchObject(ready);
  await db.execute('alter table operations drop column kind');
  await db.execute('drop table reports');
  expect(await get<Problem>('/readyz')).toMatchObject(
    notReady('The database has no operations.kind, reports: its schema is older than this.'),
  );
});

test('a right that the role of the API lacks is named', async () => {
  const owner = await createDatabase();
  const role = `reader_${randomUUID().replaceAll('-', '')}`;
  expect(await prepareReaderRole(owner, role)).toEqual({ role, reason: null });
  onTestFinished(async () => {
    await owner.db.execute(sql.raw(`drop owned by ${role}`));
    await owner.db.execute(sql.raw(`drop role ${role}`));
  });
  await owner.db.execute(sql.raw(`revoke select on lookups, dirty from ${role}`));
  const reader = connect({ url: owner.url, readOnlyAs: role, onError: () => {} });
  onTestFinished(reader.close);
  const { get } = await anApi({ db: reader.db });
  expect(await get<Problem>('/readyz')).toMatchObject(
    notReady(`The database's user ${role} may not read dirty, lookups.`),
  );
});

test('what waits for jobs that do not run makes it unready, and what waits for a moment does not', async () => {
  const { db, get } = await anApi();
  await db.execute(sql`insert into dirty (key, cause) values ('route:a', '{}')`);
  expect(await get('/readyz')).toMatchObject(ready);
  await db.execute(sql`update dirty set marked_at = now() - interval '11 minutes 5 seconds'`);
  expect(await get<Problem>('/readyz')).toMatchObject(
    notReady('What was read 11 minutes ago is not folded yet.'),
  );
});

test('a log of transitions that nobody looks at any more makes it unready', async () => {
  let lookedAt = performance.now();
  const feed = {
    get lookedAt() {
      return lookedAt;
    },
  };
  // CAST: no more is asked of it here.
  const { get } = await anApi({ live: { feed } as Live });
  expect(await get('/readyz')).toMatchObject(ready);
  lookedAt -= 3_600_000;
  expect(await get<Problem>('/readyz')).toMatchObject(
    notReady(
      expect.stringMatching(
        /^Transitions were last looked for 36\d\d seconds ago: streams and waits hear of nothing\.$/,
      ) as string,
    ),
  );
});

test('the log of transitions is looked at again and again, whether or not a bell rings', async () => {
  const { live } = await liveApi();
  const first = live.feed.lookedAt;
  await expect.poll(() => live.feed.lookedAt, { timeout: 20_000 }).toBeGreaterThan(first);
});
