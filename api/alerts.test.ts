import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMidflight } from '../client/index.ts';
import { createApiKey, revokeApiKey } from '../db/api-keys.ts';
import { addOperations, anAlertWorld, moveOn } from '../test/alert-world.ts';
import { here, there } from '../test/builders.ts';
import { documented } from '../test/documented.ts';
import { listening } from '../test/listening.ts';
import type { AlertAnswer } from './schemas/alerts.ts';
import { createApp } from './create-app.ts';
import { startLive } from './live.ts';

const mute = { takes: [], repeatMs: null, send: () => Promise.reject(new Error('mute')) };

/** The API over a world with two stuck operations, each with an alert. */
async function aWorldWithApi() {
  const world = await anAlertWorld({ channels: { chat: mute } });
  const { db, url, now } = world;
  const log = pino({ level: 'silent' });
  const live = await startLive({ db, databaseUrl: url, log });
  onTestFinished(live.stop);
  const { secret } = await createApiKey(db, { name: 'ann', scopes: ['admin'], expiresAt: null });
  const app = createApp({ db, protocols: [], log, now, live });
  const ask = async <T>(path: string, headers: Record<string, string> = {}) =>
    documented<T>(path, await app.request(path, { headers }));
  const act = async <T>(method: string, path: string, body?: unknown) =>
    documented<T>(
      path,
      await app.request(path, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
      method,
    );
  await addOperations(world, ['route:a', 'route:b']);
  await world.check();
  await world.pass(60);
  return { ...world, app, ask, act };
}

interface List {
  alerts: AlertAnswer[];
  nextCursor: string | null;
}

describe('alerts', () => {
  test('are listed by page and by each filter; what is pending is not there', async () => {
    const world = await aWorldWithApi();
    await addOperations(world, ['route:c']);
    await world.pass(15);
    const subjects = async (query: string) =>
      (await world.ask<List>(`/v1/alerts${query}`)).body.alerts
        .map(({ subject }) => subject)
        .toSorted();
    const all = ['route:a', 'route:b'];
    for (const [query, expected] of [
      ['', all],
      ['?state=open', all],
      ['?state=resolved,closed', []],
      ['?rule=operation_stuck', all],
      ['?rule=lane_degraded', []],
      ['?protocol=route', all],
      ['?protocol=cctp', []],
      ['?origin=here&destination=there', all],
      ['?origin=there', []],
      ['?operation=route:a', ['route:a']],
      ['?operation=route:c', []],
    ] as const) {
      expect([query, await subjects(query)]).toEqual([query, expected]);
    }
    const first = await world.ask<List>('/v1/alerts?limit=1');
    const second = await world.ask<List>(`/v1/alerts?limit=1&cursor=${first.body.nextCursor}`);
    const seen = [...first.body.alerts, ...second.body.alerts].map(({ subject }) => subject);
    expect([seen.toSorted(), second.body.nextCursor]).toEqual([all, null]);
    const again = await world.ask('/v1/alerts', {
      'if-none-match': (await world.ask('/v1/alerts')).headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
  });

  test('are acknowledged and closed by name, and show their history', async () => {
    const world = await aWorldWithApi();
    const { body } = await world.ask<List>('/v1/alerts?operation=route:a');
    const id = body.alerts[0]?.id ?? '';
    await world.act('POST', `/v1/admin/alerts/${id}/acknowledge`, { note: 'on it' });
    await world.act('POST', `/v1/admin/alerts/${id}/acknowledge`, {});
    await world.act('POST', `/v1/admin/alerts/${id}/close`, {});
    const alert = await world.ask<{
      state: string;
      history: { type: string; by: string | null; note: string | null }[];
      notices: { channel: string; kind: string; state: string }[];
    }>(`/v1/alerts/${id}`);
    expect(alert.body).toMatchObject({
      id,
      state: 'resolved',
      origin: { chain: here, name: 'here' },
      destination: { chain: there, name: 'there' },
      operation: 'route:a',
      history: [
        { type: 'opened', by: null, note: null },
        { type: 'acknowledged', by: 'ann', note: 'on it' },
        { type: 'closed', by: 'ann', note: null },
        { type: 'resolved', by: 'ann', note: null },
      ],
      notices: [
        { channel: 'chat', kind: 'opened', state: 'pending' },
        { channel: 'chat', kind: 'acknowledged', state: 'pending' },
        { channel: 'chat', kind: 'resolved', state: 'pending' },
      ],
    });
    expect(alert.body.history).toHaveLength(4);
  });

  test('are silenced by whoever may, until that ends', async () => {
    const world = await aWorldWithApi();
    const made = await world.act<{ id: string }>('POST', '/v1/admin/silences', {
      protocol: 'route',
      origin: 'here',
      until: '2026-11-27T00:00:00+01:00',
      comment: 'planned',
    });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: made.body.id,
        rule: null,
        protocol: 'route',
        origin: { chain: here, name: 'here' },
        destination: null,
        operation: null,
        until: '2026-11-26T23:00:00.000Z',
        comment: 'planned',
        createdBy: 'ann',
        createdAt: expect.any(String) as string,
      },
    ]);
    await world.pass(15);
    const silenced = async () =>
      (await world.ask<List>('/v1/alerts')).body.alerts.map((alert) => alert.silenced);
    expect(await silenced()).toEqual([true, true]);
    const listed = await world.act<{ silences: unknown[] }>('GET', '/v1/admin/silences');
    expect(listed.body.silences).toEqual([made.body]);
    await world.act('DELETE', `/v1/admin/silences/${made.body.id}`);
    await world.pass(15);
    expect(await silenced()).toEqual([false, false]);
    const over = { protocol: 'route', until: '2020-01-01T00:00:00Z', comment: 'late' };
    expect((await world.act('POST', '/v1/admin/silences', over)).status).toBe(400);
  });

  test('are streamed until the key of whoever follows is revoked', async () => {
    const { app, db } = await aWorldWithApi();
    const { key, secret } = await createApiKey(db, { name: 'bob', scopes: ['read'] });
    const headers = { authorization: `Bearer ${secret}` };
    const stream = await app.request('/v1/alerts/stream', { headers });
    const told = stream.text();
    await revokeApiKey(db, key.id);
    expect(await told).toContain('"code":"key_invalid"');
  });

  test('are streamed in their order, and again after the last id', async () => {
    const world = await aWorldWithApi();
    const { port } = await listening(world.app);
    const midflight = createMidflight({ baseUrl: `http://127.0.0.1:${port}` });
    const told: string[] = [];
    let last = '0';
    const take = async (count: number) => {
      const own = new AbortController();
      for await (const { id, data } of midflight.alerts.stream({
        after: last,
        signal: own.signal,
      })) {
        told.push(`${data.type} ${data.alert.subject}`);
        last = id;
        if (told.length >= count) break;
      }
      own.abort();
    };
    await take(1);
    await moveOn(world, ['route:a', 'route:b']);
    await world.pass(15);
    await world.pass(120);
    await take(4);
    expect(told.slice(0, 2).toSorted()).toEqual(['opened route:a', 'opened route:b']);
    expect(told.slice(2).toSorted()).toEqual(['resolved route:a', 'resolved route:b']);
  });
});
