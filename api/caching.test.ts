import { gunzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { anApi } from '../test/an-api.ts';
import { matchesTag } from './conditional.ts';

const reads = [
  '/v1/operations',
  '/v1/operations/route:b',
  '/v1/operations/route:a/history',
  '/v1/lookup?tx=0xsend-b',
  '/v1/chains',
  '/v1/protocols',
  '/v1/protocols/route',
  '/v1/coverage',
  '/v1/stats',
  '/v1/quarantine',
];

test('every read has an ETag, must be asked for again, and is not sent twice', async () => {
  const { app } = await anApi();
  for (const path of reads) {
    const first = await app.request(path);
    const etag = first.headers.get('etag') ?? '';
    expect([path, first.status, etag]).toEqual([path, 200, expect.stringMatching(/^W\/".+"$/)]);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    expect(first.headers.get('vary')).toContain('Authorization');
    const again = await app.request(path, { headers: { 'if-none-match': `"x", ${etag}` } });
    expect([path, again.status, await again.text()]).toEqual([path, 304, '']);
    expect(again.headers.get('etag')).toBe(etag);
    const head = await app.request(path, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
  }
});

test('what no reorg can undo may be used unasked for a minute, unless more is to be said of it', async () => {
  const { db, get } = await anApi();
  const ruleOf = async (path: string) => (await get(path)).headers.get('cache-control');
  const kept = 'public, max-age=60, must-revalidate';
  expect(await ruleOf('/v1/operations/route:a')).toBe(kept);
  const edits = [
    `{"terminal": false}`,
    `{"final": false}`,
    `{"finality": "user_legs"}`,
    `{"coverage": "source_only"}`,
    `{"settlement": "pending"}`,
    `{"conflicts": ["double_delivery"]}`,
  ];
  const body = sql`select body from operations where id = 'route:a'`;
  const [own] = (await db.execute<{ body: object }>(body)).rows;
  for (const edit of edits) {
    await db.execute(sql`
      update operations set body = ${JSON.stringify(own?.body)}::jsonb || ${edit}::jsonb
      where id = 'route:a'`);
    expect([edit, await ruleOf('/v1/operations/route:a')]).toEqual([edit, 'no-cache']);
  }
});

test('a list keeps its ETag while only heads move on', async () => {
  let at = 1_100_000;
  const { app } = await anApi({ now: () => new Date(at) });
  const etagNow = async () => (await app.request('/v1/operations')).headers.get('etag');
  const before = await etagNow();
  at += 60_000;
  expect(await etagNow()).toBe(before);
});

describe('an answer', () => {
  const ask = async (headers: Record<string, string>, method = 'GET') =>
    (await anApi()).app.request('/v1/operations', { method, headers });

  test('is compressed for whoever takes gzip', async () => {
    const answer = await ask({ 'accept-encoding': 'br, gzip;q=0.5' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('vary')).toContain('Accept-Encoding');
    const text = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString();
    expect(JSON.parse(text)).toMatchObject({ nextCursor: null });
  });

  test.each(['', 'gzip;q=0', 'identity', 'br'])('is as it is for %j', async (accepted) => {
    const answer = await ask({ 'accept-encoding': accepted });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(answer.headers.get('vary')).toContain('Accept-Encoding');
    expect(await answer.json()).toMatchObject({ nextCursor: null });
  });

  test('that is not sent differs by the encoding as well', async () => {
    const head = await ask({ 'accept-encoding': 'gzip' }, 'HEAD');
    expect(head.headers.get('vary')).toContain('Accept-Encoding');
    const { app } = await anApi();
    const etag = (await app.request('/v1/operations')).headers.get('etag') ?? '';
    const known = await app.request('/v1/operations', {
      headers: { 'accept-encoding': 'gzip', 'if-none-match': etag },
    });
    expect(known.status).toBe(304);
    expect(known.headers.get('vary')).toContain('Accept-Encoding');
  });
});

test('If-None-Match names one tag, several or any, weak or strong', () => {
  const names = (header: string) => matchesTag(header, 'W/"1"');
  expect(['W/"1"', '"1"', '"0", W/"1"', '*'].map(names)).toEqual([true, true, true, true]);
  expect(['W/"11"', '"0"', '1', ''].map(names)).toEqual([false, false, false, false]);
});
