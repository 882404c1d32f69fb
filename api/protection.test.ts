import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createApiKey } from '../db/api-keys.ts';
import { createDatabase } from '../test/database.ts';
import { documented } from '../test/documented.ts';
import { createApp } from './create-app.ts';
import type { ApiDeps } from './deps.ts';
import { memoryLimits } from './rate-limits.ts';
import { apiDefaults, type ApiSettings } from './settings.ts';

interface Problem {
  code: string;
  detail: string;
  recovery: string;
  instance: string;
  requestId: string;
}

/** An API over an empty database, with what it logs. */
async function anApi(deps: Partial<ApiDeps> = {}, settings: Partial<ApiSettings> = {}) {
  const database = await createDatabase();
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug', base: null, timestamp: false },
    // CAST: pino writes objects.
    { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const app = createApp({
    db: database.db,
    protocols: [],
    log,
    now: () => new Date(),
    settings: { ...apiDefaults, ...settings },
    ...deps,
  });
  const ask = async (
    path: string,
    { from = '203.0.113.7', ...init }: RequestInit & { from?: string } = {},
  ) => app.request(path, init, { incoming: { socket: { remoteAddress: from } } });
  const problem = async (path: string, init: Parameters<typeof ask>[1] = {}) =>
    documented<Problem>(path, await ask(path, init));
  return { ...database, app, lines, ask, problem };
}

describe('requests are counted', () => {
  const rates = { anonymous: 2, key: 3 };

  test('by address, and the headers say what is left', async () => {
    const { ask, problem } = await anApi({ limits: memoryLimits(rates) });
    const { headers } = await ask('/v1/chains');
    expect(headers.get('ratelimit-policy')).toBe('"anonymous";q=2;w=60');
    expect(headers.get('ratelimit')).toMatch(/^"anonymous";r=1;t=\d+$/);
    expect((await ask('/v1/chains')).status).toBe(200);
    const refused = await problem('/v1/chains', { headers: { origin: 'http://a.example' } });
    const wait = refused.headers.get('retry-after');
    expect(Number(wait)).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toBe(`"anonymous";r=0;t=${wait}`);
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect(refused).toMatchObject({
      status: 429,
      body: {
        code: 'rate_limited',
        detail: 'This address has used up its requests in this minute: 2 are allowed.',
        recovery: expect.stringMatching(/^Try again in \d+ seconds?\. /) as string,
      },
    });
    expect((await ask('/v1/chains', { from: '203.0.113.8' })).status).toBe(200);
  });

  test('by the network of an IPv6 address, which its owner may change within', async () => {
    const { ask } = await anApi({ limits: memoryLimits(rates) });
    const statuses = [];
    for (const end of [1, 2, 3]) {
      statuses.push((await ask('/v1/chains', { from: `2001:db8::${end}` })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });

  test('by key, wherever it is used', async () => {
    const { db, ask } = await anApi({ limits: memoryLimits(rates) });
    const { secret } = await createApiKey(db, { name: 'wallet', scopes: ['read'], days: null });
    const headers = { authorization: `Bearer ${secret}` };
    const asked = [];
    for (const end of [1, 2, 3, 4]) {
      asked.push(await ask('/v1/chains', { headers, from: `203.0.113.${end}` }));
    }
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(asked[0]?.headers.get('ratelimit-policy')).toBe('"key";q=3;w=60');
    expect((await ask('/v1/chains', { from: '203.0.113.1' })).status).toBe(200);
  });

  test('by the client that a trusted proxy names', async () => {
    const { ask } = await anApi({ limits: memoryLimits(rates) }, { trustProxy: 1 });
    const statuses = [];
    for (const client of ['198.51.100.1', '198.51.100.2', '198.51.100.1', '198.51.100.1']) {
      const headers = { 'x-forwarded-for': `1.1.1.1, ${client}` };
      statuses.push((await ask('/v1/chains', { headers })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test('but not those of machines that watch', async () => {
    const { ask } = await anApi({ limits: memoryLimits(rates) });
    for (let i = 0; i < 5; i += 1) expect((await ask('/healthz')).status).toBe(200);
  });

  test('and after 30 wrong keys an address finds none for a minute, not even a right one', async () => {
    const { db, ask, problem } = await anApi({ limits: memoryLimits(rates) });
    for (let i = 0; i < 30; i += 1) {
      const headers = { authorization: 'Bearer mk_wrong' };
      expect((await ask('/v1/chains', { headers })).status).toBe(401);
    }
    const { secret } = await createApiKey(db, { name: 'wallet', scopes: ['read'], days: null });
    const headers = { authorization: `Bearer ${secret}` };
    expect(await problem('/v1/chains', { headers })).toMatchObject({
      status: 429,
      body: { detail: 'This address has sent too many wrong keys in this minute: 30 are allowed.' },
    });
    expect((await ask('/v1/chains', { headers, from: '203.0.113.8' })).status).toBe(200);
  });
});

describe('pages', () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'GET' },
  });

  test('of any origin may read, and none may administer', async () => {
    const { ask } = await anApi();
    const allowed = async (path: string) =>
      (await ask(path, preflight('https://a.example'))).headers.get('access-control-allow-origin');
    expect(await allowed('/v1/chains')).toBe('*');
    expect(await allowed('/v1/admin/keys')).toBeNull();
  });

  test('of the configured origins alone may do either, where there are some', async () => {
    const { ask } = await anApi({}, { corsOrigins: ['https://a.example'] });
    const allowed = async (path: string, origin: string) =>
      (await ask(path, preflight(origin))).headers.get('access-control-allow-origin');
    expect(await allowed('/v1/chains', 'https://a.example')).toBe('https://a.example');
    expect(await allowed('/v1/admin/keys', 'https://a.example')).toBe('https://a.example');
    expect(await allowed('/v1/chains', 'https://b.example')).toBeNull();
    expect(await allowed('/v1/admin/keys', 'https://b.example')).toBeNull();
  });

  test('are told that answers are neither scripts nor to be framed', async () => {
    const { ask } = await anApi();
    for (const path of ['/v1/chains', '/v1/nothing', '/docs']) {
      const { headers } = await ask(path);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
    }
  });

  test('below /docs run the script of this server and no other, and write none into the page', async () => {
    const { ask } = await anApi();
    const page = await ask('/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(await page.text()).not.toMatch(/<script(?![^>]* src="\/docs\/)|\son\w+=/);
  });
});

describe('what is too large is refused', () => {
  test('a URL of more than 8192 characters', async () => {
    const { problem } = await anApi();
    expect(await problem(`/v1/lookup?tx=${'0'.repeat(8_192)}`)).toMatchObject({
      status: 414,
      body: { code: 'url_too_long' },
    });
  });

  test('a body of more than 64 KiB, also one that does not say its length', async () => {
    const { ask } = await anApi();
    const whole = await ask('/v1/chains', { method: 'POST', body: ' '.repeat(65_537) });
    expect([whole.status, await whole.json()]).toMatchObject([413, { code: 'body_too_large' }]);
    const body = new Blob([' '.repeat(65_537)]).stream();
    const streamed = await ask('/v1/chains', { method: 'POST', body, duplex: 'half' });
    expect(streamed.status).toBe(413);
  });
});

describe('a request', () => {
  test('has an id in its answer, its problem and its line of the log', async () => {
    const { lines, problem } = await anApi();
    const { headers, body } = await problem('/v1/operations/nothing');
    const id = headers.get('x-request-id');
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(body).toMatchObject({ requestId: id, instance: '/v1/operations/nothing' });
    expect(lines.map(({ requestId }) => requestId)).toEqual([id]);
  });

  test.each([
    ['a-b_c=9', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['two words', false],
    ['"}{', false],
  ])('may bring the id %s: %s', async (id, isKept) => {
    const { ask } = await anApi();
    const { headers } = await ask('/healthz', { headers: { 'x-request-id': id } });
    expect(headers.get('x-request-id') === id).toBe(isKept);
  });

  test('is one line of the log, with neither secrets nor what was asked about', async () => {
    const { db, lines, ask } = await anApi();
    const { key, secret } = await createApiKey(db, { name: 'w', scopes: ['read'], days: null });
    await ask('/v1/operations/nothing?waitFor=complete', {
      headers: { authorization: `Bearer ${secret}`, 'x-request-id': 'r1' },
    });
    expect(lines).toEqual([
      {
        level: 30,
        requestId: 'r1',
        method: 'GET',
        route: '/v1/operations/:id',
        status: expect.any(Number) as number,
        ms: expect.any(Number) as number,
        key: key.id,
        client: '203.0.113.0/24',
        msg: 'request',
      },
    ]);
  });

  test('of a machine that watches is a line for debugging only', async () => {
    const { lines, ask } = await anApi();
    await ask('/healthz');
    await ask('/wp-login.php');
    expect(lines.map(({ level, route }) => [level, route])).toEqual([
      [20, '/healthz'],
      [30, 'none'],
    ]);
  });
});

describe('an admin route', () => {
  test('needs an admin key, also one that does not exist', async () => {
    const { db, ask } = await anApi();
    expect((await ask('/v1/admin/nothing')).status).toBe(401);
    const reader = await createApiKey(db, { name: 'w', scopes: ['read'], days: null });
    const admin = await createApiKey(db, { name: 'o', scopes: ['admin'], days: null });
    const as = async (secret: string) =>
      (await ask('/v1/admin/nothing', { headers: { authorization: `Bearer ${secret}` } })).status;
    expect([await as(reader.secret), await as(admin.secret)]).toEqual([403, 404]);
  });
});

test('a key is asked for where the configuration says so, but not of machines that watch', async () => {
  const { ask, problem } = await anApi({}, { keysRequired: true });
  expect((await problem('/v1/chains')).status).toBe(401);
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/openapi.json')).status).toBe(200);
});

test('what the database refuses as text is the mistake of whoever sent it', async () => {
  const { app, db, ask } = await anApi();
  app.get('/text', async (context) => context.json(await db.execute(sql`select ${'\0'}::text`)));
  expect((await ask('/text')).status).toBe(400);
});
