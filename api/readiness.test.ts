import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connect } from '../db/pool.ts';
import { sayFollowed } from '../db/followed-chains.ts';
import { prepareReaderRole } from '../db/reader-role.ts';
import { anApi } from '../test/an-api.ts';
import { here, there } from '../test/builders.ts';
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

/** The answer may be a second old. */
async function becomes(get: (path: string) => Promise<unknown>, told: object): Promise<void> {
  await expect.poll(() => get('/readyz'), { timeout: 20_000 }).toMatchObject(told);
}

test('a database whose schema is older is named with what it lacks', async () => {
  const { db, get } = await anApi();
  expect(await get('/readyz')).toMatchObject(ready);
  await db.execute('alter table operations drop column kind cascade');
  await db.execute('drop table reports cascade');
  await becomes(
    get,
    notReady('The database has no operations.kind, reports: its schema is older than this.'),
  );
});

test('a chain that indexers have left makes nothing unready, and is shown as left', async () => {
  const at = new Date();
  const { db, get } = await anApi({ now: () => at });
  const states = async () => {
    const { body } = await get<{ chains: { chain: string; state: string }[] }>('/v1/chains');
    return body.chains.map(({ chain, state }) => `${chain} ${state}`);
  };
  const before = await states();
  await db.execute(sql`
    update chains set seen_at = '2020-01-01' where id = ${there}`);
  await becomes(get, { status: 503 });
  // An indexer goes on, and has others.
  await sayFollowed(db, [here]);
  await becomes(get, ready);
  expect(await states()).toEqual(
    before.map((line) => line.replace(new RegExp(`^${there} .*`), `${there} left`)),
  );
  expect(await states()).toContain(`${there} left`);
  await sayFollowed(db, [here, there]);
  await becomes(get, { status: 503 });
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
  await becomes(get, notReady('What was read 11 minutes ago is not folded yet.'));
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
  await becomes(
    get,
    notReady(
      expect.stringMatching(
        /^Transitions were last looked for \d{4} seconds ago: streams and waits hear of nothing\.$/,
      ) as string,
    ),
  );
});

test('many who ask at once cost one look, whether it is well or not', async () => {
  const { db, get, app } = await anApi();
  const asked = vi.spyOn(db.$client, 'query');
  const many = async () => {
    asked.mockClear();
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => app.request('/readyz')),
    );
    return { statuses: new Set(answers.map(({ status }) => status)), queries: asked.mock.calls };
  };
  const well = await many();
  expect([...well.statuses]).toEqual([200]);
  expect(well.queries.length).toBeLessThan(50);
  await db.execute('drop table reports cascade');
  await becomes(get, notReady(expect.any(String) as string));
  const ill = await many();
  expect([...ill.statuses]).toEqual([503]);
  expect(ill.queries.length).toBeLessThan(50);
});

test('the log of transitions is looked at again and again, whether or not a bell rings', async () => {
  const { live } = await liveApi();
  const first = live.feed.lookedAt;
  await expect.poll(() => live.feed.lookedAt, { timeout: 20_000 }).toBeGreaterThan(first);
});
