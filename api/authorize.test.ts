import { sql } from 'drizzle-orm';
import { Hono } from 'hono';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createApiKey, listApiKeys, revokeApiKey } from '../db/api-keys.ts';
import type { ApiScope } from '../db/types.ts';
import { createDatabase } from '../test/database.ts';
import { authorize, requireScope } from './authorize.ts';
import { databaseKeys } from './key-ring.ts';
import { answerProblem } from './problem.ts';

const log = pino({ level: 'silent' });

/** An app with a read, and a route for admins; its clock is moved by hand. */
async function anApp({ keysRequired = false } = {}) {
  const { db } = await createDatabase();
  let at = 0;
  const keys = databaseKeys({ writable: db, now: () => new Date(at) });
  const app = new Hono();
  app.use(authorize({ keys, limits: null, settings: { keysRequired, trustProxy: 0 } }));
  app.get('/read', (context) => context.json(context.get('apiKey')));
  app.get('/admin', requireScope('admin'), (context) => context.json('done'));
  app.onError((error, context) => answerProblem(context, error, log));
  const ask = async (path: string, authorization?: string) => {
    const response = await app.request(path, { headers: authorization ? { authorization } : {} });
    // CAST: what the routes above answer, or a problem.
    const body = (await response.json()) as { code?: string; detail?: string } | null;
    return { status: response.status, body, challenge: response.headers.get('www-authenticate') };
  };
  const give = (name: string, scopes: ApiScope[], days: number | null = null) =>
    createApiKey(db, { name, scopes, days });
  return { db, ask, give, pass: (ms: number) => (at += ms) };
}

describe('a request', () => {
  test('without a key is anonymous, and may read', async () => {
    const { ask } = await anApp();
    expect(await ask('/read')).toEqual({ status: 200, body: null, challenge: null });
  });

  test('with a key is known by its id, its name and its scopes', async () => {
    const { ask, give } = await anApp();
    const { key, secret } = await give('wallet', ['read']);
    expect((await ask('/read', `Bearer ${secret}`)).body).toMatchObject({
      id: key.id,
      name: 'wallet',
      scopes: ['read'],
    });
  });

  test('without a key is refused where reads need one', async () => {
    const { ask, give } = await anApp({ keysRequired: true });
    expect(await ask('/read')).toMatchObject({
      status: 401,
      body: { code: 'key_missing', detail: 'This needs a key.' },
      challenge: 'Bearer realm="midflight"',
    });
    for (const scope of ['read', 'admin'] as const) {
      const { secret } = await give('wallet', [scope]);
      expect((await ask('/read', `Bearer ${secret}`)).status).toBe(200);
    }
  });

  test.each([
    ['Bearer mk_unknown', 'This key is not known here.'],
    [`Bearer mk_${'A'.repeat(43)}`, 'This key is not known here.'],
    ['Bearer', 'The Authorization header is not of the form Bearer mk_….'],
    ['Basic bWU6d29yZA==', 'The Authorization header is not of the form Bearer mk_….'],
  ])('with %s is refused, also for a read', async (authorization, detail) => {
    const { ask } = await anApp();
    expect(await ask('/read', authorization)).toMatchObject({
      status: 401,
      body: { code: 'key_invalid', detail },
    });
  });
});

describe('a key', () => {
  test('with the scope read may not administer, and nobody may without one', async () => {
    const { ask, give } = await anApp();
    const { key, secret } = await give('wallet', ['read']);
    expect(await ask('/admin', `Bearer ${secret}`)).toMatchObject({
      status: 403,
      body: {
        code: 'scope_missing',
        detail: `This needs an admin key; the key wallet (${key.id}) may read.`,
      },
    });
    expect(await ask('/admin')).toMatchObject({ status: 401, body: { code: 'key_missing' } });
    const admin = await give('operator', ['admin']);
    expect((await ask('/admin', `Bearer ${admin.secret}`)).status).toBe(200);
  });

  test('that is revoked opens nothing any more, five seconds later at the latest', async () => {
    const { db, ask, give, pass } = await anApp();
    const { key, secret } = await give('wallet', ['read']);
    expect((await ask('/read', `Bearer ${secret}`)).status).toBe(200);
    const revokedAt = (await revokeApiKey(db, key.id))?.revokedAt?.toISOString();
    pass(5_000);
    expect(await ask('/read', `Bearer ${secret}`)).toMatchObject({
      status: 401,
      body: { code: 'key_invalid', detail: `The key wallet was revoked at ${revokedAt}.` },
    });
  });

  test('that has expired opens nothing any more', async () => {
    const { db, ask, give } = await anApp();
    const { key, secret } = await give('wallet', ['read'], 1);
    await db.execute(sql`update api_keys set expires_at = now() where id = ${key.id}`);
    expect(await ask('/read', `Bearer ${secret}`)).toMatchObject({
      status: 401,
      body: { detail: expect.stringMatching(/^The key wallet expired at \S+\.$/) as string },
    });
  });

  test('is kept as a hash, and its use is noted', async () => {
    const { db, ask, give } = await anApp();
    const { key, secret } = await give('wallet', ['read']);
    expect(key.lastUsedAt).toBeNull();
    await ask('/read', `Bearer ${secret}`);
    await expect
      .poll(async () => (await listApiKeys(db))[0]?.lastUsedAt, { timeout: 20_000 })
      .toBeInstanceOf(Date);
    const { rows } = await db.execute(sql`select api_keys::text as row from api_keys`);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(9));
    expect(secret).toMatch(/^mk_[\w-]{43}$/);
  });
});
