import { connect as openSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { apiDefaults, type ApiSettings } from '../api/settings.ts';
import { createApiKey } from '../db/api-keys.ts';
import { createDatabase } from '../test/database.ts';
import { addDatabaseMetrics } from './database-metrics.ts';
import { processMetrics } from './process-metrics.ts';
import { readSettings } from './settings.ts';
import { startApi } from './start-api.ts';

/** An API as a process serves it, over a database of its own. */
async function aServer(env: Record<string, string> = {}, api: Partial<ApiSettings> = {}) {
  const connection = await createDatabase();
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'info', base: null, timestamp: false },
    // CAST: pino writes objects.
    { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const metrics = processMetrics();
  addDatabaseMetrics(metrics, connection.db);
  const stop = await startApi({
    connection,
    databaseUrl: connection.url,
    settings: readSettings({ ...env, PORT: '0' }),
    api: { ...apiDefaults, ...api },
    protocols: [],
    meter: metrics.meter,
    metrics,
    log,
  });
  let stopped: Promise<void> | undefined;
  const stopOnce = () => (stopped ??= stop());
  onTestFinished(stopOnce);
  const { url } = lines.find(({ msg }) => msg === 'the API answers') ?? {};
  const ask = (path: string, init?: RequestInit) => fetch(`${String(url)}${path}`, init);
  const port = Number(new URL(String(url)).port);
  return { ...connection, port, lines, ask, stop: stopOnce };
}

/** What the server says to bytes that need not be a request. */
async function answerTo(port: number, bytes: string): Promise<string> {
  const socket = openSocket(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

test('requests are counted by address, and their lines say how many bytes they took', async () => {
  const { ask, lines } = await aServer({}, { rateLimits: { anonymous: 2, key: 2 } });
  const statuses = [];
  for (let i = 0; i < 3; i += 1) {
    const answer = await ask('/v1/chains');
    await answer.text();
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([200, 200, 429]);
  await expect
    .poll(() => lines.filter(({ msg }) => msg === 'request').length, { timeout: 20_000 })
    .toBe(3);
  expect(lines.find(({ msg }) => msg === 'request')).toMatchObject({
    route: '/v1/chains',
    status: 200,
    client: '127.0.0.0/24',
  });
  expect(lines.find(({ msg }) => msg === 'request')?.['bytes']).toBeGreaterThan(100);
});

test.skipIf(inject('redisUrl') === null)(
  'two servers on one Redis count together, and each alone while it is away',
  async () => {
    const rates = { rateLimits: { anonymous: 2, key: 1_000 } };
    const servers = [
      await aServer({ REDIS_URL: inject('redisUrl') ?? '' }, rates),
      await aServer({ REDIS_URL: inject('redisUrl') ?? '' }, rates),
    ] as const;
    const [one, other] = servers;
    // One key in both databases, so that it is counted as one.
    const { secret } = await createApiKey(one.db, { name: 'w', scopes: ['read'], days: null });
    const { rows } = await one.pool.query('select id, name, hash, prefix, scopes from api_keys');
    await other.pool.query(
      'insert into api_keys (id, name, hash, prefix, scopes) values ($1, $2, $3, $4, $5)',
      Object.values(rows[0] as object),
    );
    const left = async ({ ask }: (typeof servers)[number]) => {
      const { headers } = await ask('/v1/chains', {
        headers: { authorization: `Bearer ${secret}` },
      });
      return Number(/;r=(\d+);/.exec(headers.get('ratelimit') ?? '')?.[1]);
    };
    // The first requests may come before Redis is connected: then each counts alone.
    await expect
      .poll(async () => [await left(one), await left(other)].reduce((a, b) => a - b), {
        timeout: 20_000,
      })
      .toBe(1);
    const away = await aServer({ REDIS_URL: 'redis://127.0.0.1:1' }, rates);
    expect((await away.ask('/v1/chains')).headers.get('ratelimit')).toMatch(/^"anonymous";r=1;/);
    expect((await away.ask('/v1/chains')).status).toBe(200);
    expect((await away.ask('/v1/chains')).status).toBe(429);
    const isAway = 'Redis does not answer: each process counts requests alone';
    expect(away.lines.filter(({ msg }) => msg === isAway)).toMatchObject([{ level: 40 }]);
  },
);

test('what is being answered when it stops is finished, a stream says goodbye, and nobody else is let in', async () => {
  const { db, ask, stop } = await aServer();
  const stream = await ask('/v1/stream');
  let stopping: Promise<void> | undefined;
  let answer: Promise<Response> | undefined;
  await db.transaction(async (tx) => {
    await tx.execute('lock table operations in access exclusive mode');
    answer = ask('/v1/operations/a');
    const waiting = async () => {
      // Not in the transaction, which sees the activity of its first look again and again.
      const { rowCount } = await db.execute(`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      return rowCount;
    };
    await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
    stopping = stop();
    const isOpen = async () => {
      try {
        return (await ask('/healthz')).ok;
      } catch {
        return false;
      }
    };
    await expect.poll(isOpen, { timeout: 20_000 }).toBe(false);
  });
  expect([(await answer)?.status, await (await answer)?.json()]).toMatchObject([
    404,
    { code: 'not_indexed_yet' },
  ]);
  expect(await stream.text()).toMatch(/event: goodbye\ndata: \{"reason":"shutting_down"\}\n\n$/);
  await stopping;
});

test('what is no request is answered as a problem', async () => {
  const { port } = await aServer();
  const large = `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`;
  expect(await answerTo(port, large)).toMatch(
    /^HTTP\/1\.1 431 [\s\S]*application\/problem\+json[\s\S]*"code":"headers_too_large"/,
  );
  expect(await answerTo(port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"bad_request"/);
});

describe('the metrics', () => {
  test('show requests by pattern and status, and what the database knows', async () => {
    const { db, ask } = await aServer();
    await db.execute(`insert into chains (id, name, safe_rule, finalized_rule, head_number, head_hash, head_time,
      safe_number, seen_at) values ('eip155:1', 'ethereum', 'tag safe', 'tag finalized', 9, '0x9', now(), 7, now())`);
    await db.execute(`insert into dirty (key, cause) values ('a', '{}')`);
    for (const path of ['/v1/operations/a', '/v1/operations/b', '/nothing']) await ask(path);
    const answer = await ask('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    const shown = await answer.text();
    for (const line of [
      'midflight_http_request_duration_seconds_count{route="/v1/operations/:id",method="GET",status="4xx"} 2',
      'midflight_http_request_duration_seconds_count{route="none",method="GET",status="4xx"} 1',
      'midflight_database_up 1',
      'midflight_dirty_marks 1',
      'midflight_chain_height{chain="ethereum",level="seen"} 9',
      'midflight_chain_height{chain="ethereum",level="safe"} 7',
      'midflight_chain_missing_blocks{chain="ethereum"} 0',
    ]) {
      expect(shown).toContain(`${line}\n`);
    }
    expect(shown).not.toContain('level="finalized"');
  });

  test('say that the database is away, and nothing of how it was', async () => {
    const metrics = processMetrics();
    const { db, close } = await createDatabase(() => {});
    addDatabaseMetrics(metrics, db);
    await close();
    const shown = await metrics.text();
    expect(shown).toContain('midflight_database_up 0\n');
    expect(shown).not.toMatch(/^midflight_dirty_marks/m);
  });
});
