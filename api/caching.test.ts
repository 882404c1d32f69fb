import { gunzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { anApi } from '../test/an-api.ts';
import { matchesTag } from './conditional.ts';
import { keptText } from './kept-text.ts';

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
    const vary = 'Authorization, Accept-Encoding';
    expect(first.headers.get('vary')).toBe(vary);
    const again = await app.request(path, { headers: { 'if-none-match': `"x", ${etag}` } });
    expect([path, again.status, await again.text()]).toEqual([path, 304, '']);
    expect([again.headers.get('etag'), again.headers.get('vary')]).toEqual([etag, vary]);
    const head = await app.request(path, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
    expect(head.headers.get('vary')).toBe(vary);
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

test.each([
  ['/openapi.json', 'application/json', 'no-cache'],
  ['/docs/openapi-explorer.js', 'text/javascript; charset=utf-8', 'public, max-age=86400'],
])('%s is compressed, and has an ETag by which it is not sent again', async (path, type, rule) => {
  const { app } = await anApi();
  const ask = (headers: Record<string, string> = {}) => app.request(path, { headers });
  const plain = await ask();
  const text = await plain.text();
  const etag = plain.headers.get('etag') ?? '';
  const told = (answer: Response) =>
    ['content-type', 'cache-control', 'vary', 'etag'].map((name) => answer.headers.get(name));
  expect(told(plain)).toEqual([type, rule, 'Accept-Encoding', expect.stringMatching(/^W\/"/)]);
  const small = await ask({ 'accept-encoding': 'br, gzip' });
  expect(told(small)).toEqual(told(plain));
  expect(small.headers.get('content-encoding')).toBe('gzip');
  expect(gunzipSync(Buffer.from(await small.arrayBuffer())).toString()).toBe(text);
  const again = await ask({ 'if-none-match': etag, 'accept-encoding': 'gzip' });
  expect([again.status, again.headers.get('vary'), again.headers.get('content-encoding')]).toEqual([
    304,
    'Accept-Encoding',
    null,
  ]);
});

test('a document that is kept is read once, and compressed once', async () => {
  let reads = 0;
  const kept = keptText(() => {
    reads += 1;
    return 'a text';
  });
  const [first, second] = await Promise.all([kept(), kept()]);
  expect(reads).toBe(1);
  expect(second.gzip).toBe(first.gzip);
});

test('metrics that many scrape at once are made once', async () => {
  let made = 0;
  const text = async () => {
    made += 1;
    return 'a 1\n';
  };
  const { app } = await anApi({ metrics: { contentType: 'text/plain', text } });
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => app.request('/metrics')),
  );
  expect(new Set(await Promise.all(answers.map((answer) => answer.text())))).toEqual(
    new Set(['a 1\n']),
  );
  expect(made).toBeLessThan(50);
});

test('If-None-Match names one tag, several or any, weak or strong', () => {
  const names = (header: string) => matchesTag(header, 'W/"1"');
  expect(['W/"1"', '"1"', '"0", W/"1"', '*'].map(names)).toEqual([true, true, true, true]);
  expect(['W/"11"', '"0"', '1', ''].map(names)).toEqual([false, false, false, false]);
});
