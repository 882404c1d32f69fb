import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApiKey } from '../db/api-keys.ts';
import { readTransitions } from '../db/read-transitions.ts';
import { webhooks } from '../db/schema.ts';
import { webhookJob } from '../jobs/webhook-job.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { documented } from '../test/documented.ts';
import { fast, local } from '../test/webhook-pace.ts';
import { WebhookReceiver } from '../test/webhook-receiver.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { secretBox } from '../webhooks/secret-box.ts';
import { createApp } from './create-app.ts';
import { presentTransition } from './present-transition.ts';
import { streamTransitionSchema } from './schemas/stream.ts';
import type { DeliveryAnswer, WebhookAnswer } from './schemas/webhooks.ts';

type WithSecret = WebhookAnswer & { secret?: string };
interface Problem {
  code: string;
  detail: string;
}
interface Page {
  deliveries: DeliveryAnswer[];
  nextCursor: string | null;
}

const log = pino({ level: 'silent' });
const box = secretBox('a key for the secrets of webhooks');
const base = '/v1/admin/webhooks';

/** An API with an admin's key, a receiver, and jobs that send when they are told to. */
async function anApi({ reach = local } = {}) {
  const { db } = await createDatabase();
  await registerRoute(db);
  const app = createApp({
    db,
    protocols: [],
    log,
    now: () => new Date(),
    webhooks: { reach, box },
  });
  const { secret } = await createApiKey(db, { name: 'operator', scopes: ['admin'], days: null });
  const ask = async <T>(method: string, path: string, body?: unknown) =>
    documented<T>(
      path,
      await app.request(path, {
        method,
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
      method.toLowerCase(),
    );
  const receiver = await WebhookReceiver.start();
  const register = async (parts: object = {}) => {
    const { body } = await ask<WithSecret>('POST', base, { url: receiver.url, ...parts });
    receiver.secret = body.secret ?? '';
    return body;
  };
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const job = webhookJob({ reach: local, box, pace: fast });
  const run = () =>
    job.run({}, { db, rules: new Map(), log, signal: stop.signal, ring: async () => {} });
  const sends = async (...ids: string[]) => {
    const legs = ids.map((id, index) => aLeg({ step: 'send', block: 8, id, index }));
    await ingestLegs(db, { chain: here, legs, to: 10 });
    await correlateAll(db);
  };
  return { db, app, ask, receiver, register, run, sends };
}

describe('a webhook', () => {
  test('is registered, and its secret is told once and kept sealed', async () => {
    const { db, ask, register, receiver } = await anApi();
    const { secret, ...webhook } = await register({
      description: 'Order desk',
      filter: { status: 'complete, failed', origin: 'here', final: 'true' },
      quality: 'confirmed',
    });
    expect(secret).toMatch(/^whsec_/);
    expect(webhook).toEqual({
      id: expect.stringMatching(/^wh_[0-9a-f]{16}$/),
      url: receiver.url,
      description: 'Order desk',
      filter: { status: 'complete,failed', origin: 'here', final: 'true' },
      quality: 'confirmed',
      enabled: true,
      disabled: null,
      failing: null,
      pausedUntil: null,
      formerSecretUntil: null,
      position: '0',
      replay: null,
      pending: 0,
      dead: 0,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await ask('GET', `${base}/${webhook.id}`)).body).toEqual(webhook);
    expect((await ask('GET', base)).body).toEqual({ webhooks: [webhook] });
    const [row] = await db.select().from(webhooks);
    expect(row?.secret).toMatch(/^sealed:/);
    expect(box.open(row?.secret ?? '')).toBe(secret);
    expect(row?.conditions).toEqual({
      status: ['complete', 'failed'],
      origin: [here],
      final: true,
    });
  });

  test('is told a transition as a stream tells it', async () => {
    const { db, register, receiver, run, sends } = await anApi();
    await register();
    await sends('a');
    await run();
    const {
      rows: [told],
    } = await readTransitions(
      db,
      { filter: {}, quality: 'included' },
      { after: 0n, through: 9n, limit: 1 },
    );
    expect(receiver.forged).toEqual([]);
    const [{ body } = { body: { data: {} } }] = receiver.received;
    expect(streamTransitionSchema.parse(body.data)).toEqual(body.data);
    const chains = new Map([here, there].map((id) => [id, { name: 'here' }]));
    expect({ ...body.data, operation: null }).toEqual({
      ...presentTransition(told!, { quality: 'included', chains, tokens: () => undefined }),
      operation: null,
    });
  });

  test('is changed, turned off and on again, and gets a new secret', async () => {
    const { ask, register } = await anApi();
    const { id, secret, filter } = await register({ filter: { status: 'complete' } });
    const path = `${base}/${id}`;
    const off = await ask<WithSecret>('PATCH', path, { enabled: false, description: 'Paused' });
    expect(off.body).toMatchObject({
      enabled: false,
      description: 'Paused',
      disabled: { reason: 'by_request', since: expect.any(String) },
      filter,
    });
    expect(off.body.secret).toBeUndefined();
    const on = await ask<WithSecret>('PATCH', path, {
      enabled: true,
      filter: { destination: there },
      rotateSecret: { overlapSeconds: 60 },
    });
    expect(on.body).toMatchObject({
      enabled: true,
      disabled: null,
      filter: { destination: there },
      formerSecretUntil: expect.any(String),
    });
    expect(on.body.secret).toMatch(/^whsec_/);
    expect(on.body.secret).not.toBe(secret);
  });

  test('is deleted with its deliveries', async () => {
    const { db, ask, register, run, sends } = await anApi();
    const { id } = await register();
    await sends('a');
    await run();
    expect((await ask('DELETE', `${base}/${id}`)).status).toBe(204);
    expect((await ask('DELETE', `${base}/${id}`)).body).toMatchObject({ code: 'no_such_webhook' });
    expect((await ask('GET', `${base}/${id}`)).status).toBe(404);
    const { rows } = await db.execute(sql`select from webhook_deliveries`);
    expect(rows).toHaveLength(0);
  });

  test('is for admins alone', async () => {
    const { db, app, register } = await anApi();
    const { id } = await register();
    const { secret } = await createApiKey(db, { name: 'wallet', scopes: ['read'], days: null });
    const routes: [string, string][] = [
      ['POST', base],
      ['GET', base],
      ['GET', `${base}/${id}`],
      ['PATCH', `${base}/${id}`],
      ['DELETE', `${base}/${id}`],
      ['POST', `${base}/${id}/test`],
      ['POST', `${base}/${id}/replay`],
      ['GET', `${base}/${id}/deliveries`],
      ['GET', `${base}/${id}/deliveries/1`],
      ['POST', `${base}/${id}/deliveries/1/replay`],
    ];
    for (const [method, path] of routes) {
      const statuses = [
        (await app.request(path, { method })).status,
        (await app.request(path, { method, headers: { authorization: `Bearer ${secret}` } }))
          .status,
      ];
      expect([method, path, statuses]).toEqual([method, path, [401, 403]]);
    }
  });
});

describe('a registration is refused', () => {
  const url = 'https://example.com/hook';
  const wrong: [string, object, code: string, detail: string][] = [
    ['for a private address', { url: 'https://10.0.0.1/' }, 'bad_webhook_url', '10.0.0.1'],
    ['without encryption', { url: 'http://example.com/' }, 'bad_webhook_url', 'http:'],
    ['without a URL', {}, 'bad_request', 'url'],
    [
      'for a status that there is not',
      { url, filter: { status: 'done' } },
      'bad_request',
      'filter',
    ],
    ['for a chain that is not known', { url, filter: { origin: 'mars' } }, 'unknown_chain', 'mars'],
    ['for a filter that there is not', { url, filter: { colour: 'red' } }, 'bad_request', 'colour'],
    [
      'for what asks when it is updated',
      { url, filter: { updatedAfter: '2026-01-01T00:00:00Z' } },
      'bad_request',
      'updatedAfter',
    ],
    ['with a zero character', { url, description: 'a\0b' }, 'bad_request', 'description'],
  ];
  test.each(wrong)('%s', async (_, body, code, detail) => {
    const { ask } = await anApi({ reach: { allowPrivate: false, allowHttp: false } });
    const answer = await ask<Problem>('POST', base, body);
    expect(answer.body).toMatchObject({ code, detail: expect.stringContaining(detail) });
    expect([400, 404]).toContain(answer.status);
  });
});

describe('deliveries', () => {
  test('are listed by state, in pages', async () => {
    const { ask, register, receiver, run, sends } = await anApi();
    const { id } = await register();
    await sends('a', 'b', 'c');
    const isRefused = (operation: unknown) => operation === 'route:b';
    receiver.judge = ({ data }) => ({
      type: 'answer',
      status: isRefused(data['operationId']) ? 500 : 200,
    });
    await run();
    const path = `${base}/${id}/deliveries`;
    const first = (await ask<Page>('GET', `${path}?limit=2`)).body;
    const rest = (await ask<Page>('GET', `${path}?limit=2&cursor=${first.nextCursor}`)).body;
    expect([first.deliveries.length, rest.deliveries.length, rest.nextCursor]).toEqual([
      2,
      1,
      null,
    ]);
    const pending = (await ask<Page>('GET', `${path}?state=pending`)).body.deliveries;
    expect(pending).toEqual([
      {
        id: `${id}_${pending[0]?.seq}`,
        type: 'operation.transition',
        seq: expect.any(String),
        operation: 'route:b',
        version: 1,
        state: 'pending',
        tries: expect.any(Number),
        nextTryAt: expect.any(String),
        lastTriedAt: expect.any(String),
        status: 500,
        reason: 'refused_by_receiver',
        createdAt: expect.any(String),
        settledAt: null,
      },
    ]);
    expect((await ask<WebhookAnswer>('GET', `${base}/${id}`)).body).toMatchObject({
      pending: 1,
      dead: 0,
    });
    const one = await ask<DeliveryAnswer>('GET', `${path}/${pending[0]?.id}`);
    expect(one.body).toEqual(pending[0]);
    expect((await ask<Problem>('GET', `${path}/nothing`)).body.code).toBe('no_such_delivery');
  });

  test('are replayed: one, all that was given up, and a part of the log by number or time', async () => {
    const { db, ask, register, receiver, run, sends } = await anApi();
    const { id } = await register();
    await sends('a', 'b');
    await run();
    const path = `${base}/${id}`;
    const one = `${path}/deliveries/${receiver.received[0]?.id}/replay`;
    expect((await ask<DeliveryAnswer>('POST', one)).body).toMatchObject({ state: 'pending' });
    await run();
    expect(receiver.received).toHaveLength(3);

    await db.execute(sql`update webhook_deliveries set state = 'dead'`);
    expect((await ask('POST', `${path}/replay`, { state: 'dead' })).body).toMatchObject({
      replayed: 2,
      left: 0,
      webhook: { pending: 2, dead: 0 },
    });
    await run();
    expect(receiver.received).toHaveLength(5);

    const seq = { fromSeq: '1', throughSeq: '1' };
    expect((await ask('POST', `${path}/replay`, seq)).body).toMatchObject({
      replayed: null,
      webhook: { replay: { after: '0', through: '1' } },
    });
    expect((await ask<Problem>('POST', `${path}/replay`, seq)).body.code).toBe('replay_under_way');
    await run();
    expect(receiver.received.at(-1)?.body.seq).toBe('1');

    await db.execute(sql`
      update transitions set observed_at = observed_at - interval '1 day' where seq = 1`);
    const from = new Date(Date.now() - 3_600_000).toISOString();
    await ask('POST', `${path}/replay`, { from, until: new Date().toISOString() });
    await run();
    expect(receiver.received.slice(6).map(({ body }) => body.seq)).toEqual(['2']);
  });
});

describe('a test', () => {
  test('tells what came of its ping', async () => {
    const { ask, register, receiver, run } = await anApi();
    const { id } = await register();
    const [{ status, body }] = await Promise.all([
      ask<DeliveryAnswer>('POST', `${base}/${id}/test`),
      (async () => {
        while (receiver.received.length === 0) await run();
      })(),
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: 'ping', state: 'delivered', status: 200, reason: null });
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['ping']);
  });

  test('that no jobs send is answered as open', async () => {
    const { ask, register } = await anApi();
    const { id } = await register();
    const { status, body } = await ask<DeliveryAnswer>('POST', `${base}/${id}/test?wait=0`);
    expect(status).toBe(202);
    expect(body).toMatchObject({ type: 'ping', state: 'pending', tries: 0 });
  });
});
