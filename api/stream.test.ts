import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import { createApiKey, revokeApiKey } from '../db/api-keys.ts';
import type { Database } from '../db/pool.ts';
import { lastTransition } from '../db/read-transitions.ts';
import { transitions } from '../db/schema.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { documented } from '../test/documented.ts';
import { liveApi } from '../test/live-api.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';

/** A world of two chains and nothing on them, and a stream's tools. */
async function aWorld(limits: Parameters<typeof liveApi>[0] = {}) {
  const api = await liveApi(limits);
  const { db } = api;
  await registerRoute(db);
  const grow = async (chain: typeof here, to: number, legs: readonly Leg[] = []) => {
    await ingestLegs(db, { chain, legs, to });
    await correlateAll(db);
  };
  return { ...api, grow };
}

/** A transition, written as it is. */
const aTransition = (version: number): typeof transitions.$inferInsert => ({
  operationId: 'route:a',
  version,
  toStatus: 'pending',
  toStage: 'origin_included',
  final: false,
  changes: [],
  cause: { type: 'rebuild' },
  asOf: {},
  rulesVersion: 1,
  chainTime: new Date(0),
});

const arrival = (block: number, id = 'a') => [
  aLeg({ step: 'attest', block, id }),
  aLeg({ step: 'deliver', block, id, index: 1 }),
];

describe('a stream', () => {
  test('begins now, says where that is, and tells each transition as it happens', async () => {
    const { stream, grow } = await aWorld();
    await grow(here, 8, [aLeg({ step: 'send', block: 8 })]);
    const { response, next } = await stream();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await next()).toEqual({
      event: 'position',
      id: '1',
      data: { seq: '1', quality: 'included' },
    });
    await grow(here, 10);
    expect(await next()).toEqual({
      event: 'transition',
      id: '2',
      data: {
        seq: '2',
        operationId: 'route:a',
        version: 2,
        from: 'pending',
        to: 'confirmed',
        stageFrom: 'origin_included',
        stageTo: 'awaiting_attestation',
        final: false,
        changes: [{ step: 'send', from: 'included', to: 'finalized' }],
        cause: { type: 'head', chain: here, chainName: 'here' },
        chainTime: '1970-01-01T00:16:50.000Z',
        observedAt: expect.any(String),
        operation: {
          id: 'route:a',
          formerIds: [],
          protocol: 'route',
          kind: 'message',
          origin: { chain: here, name: 'here' },
          destination: { chain: there, name: 'there' },
          sender: null,
          recipient: null,
          sent: null,
        },
      },
    });
  });

  test('goes on after the event that was seen last, whatever its address says', async () => {
    const { stream, grow } = await aWorld();
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
      await grow(here, 20 + index, [aLeg({ step: 'send', block: 20 + index, id })]);
    }
    const seqs = async (query: string, lastEventId?: string) => {
      const { transitions, close } = await stream(query, lastEventId);
      const told = await transitions(2);
      await close();
      return told.map(({ seq }) => seq);
    };
    expect(await seqs('?after=0')).toEqual(['1', '2']);
    expect(await seqs('?after=2')).toEqual(['3', '4']);
    expect(await seqs('?after=0', '3')).toEqual(['4', '5']);
  });

  test('waits after an event that was seen where the log is further than here', async () => {
    const primary = await createDatabase();
    const write = async (db: Database, versions: number[]) => {
      for (const version of versions) await db.insert(transitions).values(aTransition(version));
    };
    const replica = await createDatabase();
    const { app, stream } = await liveApi({ heartbeatMs: 20 }, replica, primary.db);
    await write(primary.db, [1, 2, 3, 4]);
    await write(replica.db, [1]);
    const { next, transitions: told } = await stream('?after=0', '3');
    expect(await next()).toMatchObject({ event: 'position', id: '3' });
    expect(await next()).toEqual({ lines: [': heartbeat', 'id: 3'] });
    await write(replica.db, [2, 3, 4]);
    expect((await told(1)).map(({ seq }) => seq)).toEqual(['4']);
    const beyond = await documented<{ code: string }>(
      '/v1/stream',
      await app.request('/v1/stream?after=5'),
    );
    expect([beyond.status, beyond.body.code]).toEqual([410, 'unknown_position']);
  });

  test('goes on where a newer part of the server writes what is not known here', async () => {
    const { db, app } = await aWorld();
    const unknown = { fromStatus: 'lost', toStatus: 'paused', fromStage: 'x', toStage: 'in_orbit' };
    await db.insert(transitions).values({ ...aTransition(1), ...unknown });
    await db.insert(transitions).values(aTransition(2));
    const { body } = await app.request('/v1/stream?after=0');
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (text.includes('id: 2\n')) break;
    }
    expect(text).toContain('"from":"lost","to":"paused","stageFrom":"x","stageTo":"in_orbit"');
    expect(text).toContain('"version":2');
    expect(text).not.toContain('event: error');
  });

  test('tells what a filter asks for: an operation that becomes so, and one that is so no more', async () => {
    const { stream, grow } = await aWorld();
    await grow(here, 10, [aLeg({ step: 'send', block: 10 })]);
    await grow(here, 20, [aLeg({ step: 'send', block: 20, id: 'b' })]);
    await grow(there, 10, arrival(5));
    const told = async (query: string, count: number) => {
      const { transitions } = await stream(`?after=0&${query}`);
      return (await transitions(count)).map(({ operationId, from, to }) => [operationId, from, to]);
    };
    expect(await told('status=confirmed', 2)).toEqual([
      ['route:a', 'pending', 'confirmed'],
      ['route:a', 'confirmed', 'complete'],
    ]);
    expect(await told('status=pending&origin=here', 3)).toEqual([
      ['route:a', null, 'pending'],
      ['route:a', 'pending', 'confirmed'],
      ['route:b', null, 'pending'],
    ]);
    expect(await told('final=true', 1)).toEqual([['route:a', 'confirmed', 'complete']]);
    expect(await told('stage=awaiting_attestation&final=false', 2)).toEqual([
      ['route:a', 'pending', 'confirmed'],
      ['route:a', 'confirmed', 'complete'],
    ]);
    expect(await told('tx=0xSend-b', 1)).toEqual([['route:b', null, 'pending']]);
  });

  test('that wants what is confirmed hears of nothing that is not, and of what is taken back all the same', async () => {
    const { stream, grow, db } = await aWorld();
    await grow(here, 10, [aLeg({ step: 'send', block: 10 })]);
    await grow(here, 11);
    await grow(there, 5, arrival(5));
    await rollBackTo(db, here, 9);
    await correlateAll(db);
    const { next, transitions } = await stream('?after=0&quality=confirmed');
    expect(await next()).toMatchObject({ event: 'position', data: { quality: 'confirmed' } });
    expect(await transitions(2)).toMatchObject([
      {
        seq: '2',
        from: 'pending',
        to: 'confirmed',
        stageFrom: null,
        stageTo: null,
        changes: [{ step: 'send', from: 'included', to: 'confirmed' }],
      },
      {
        seq: '4',
        from: 'confirmed',
        to: 'pending',
        stageFrom: null,
        stageTo: null,
        changes: [{ step: 'send', from: 'confirmed', to: 'orphaned' }],
        cause: { type: 'reorg' },
      },
    ]);
  });

  test('names an operation by the id that it has now beside the one that it had', async () => {
    const { stream, grow } = await aWorld();
    await grow(there, 5, [aLeg({ step: 'deliver', block: 5, id: 'b' })]);
    const tie = { key: 'route:b', kind: 'exact', rule: 'id' } as const;
    const send = aLeg({ step: 'send', block: 5 });
    await grow(here, 10, [{ ...send, links: [...send.links, tie] }]);
    const { transitions } = await stream('?after=0&origin=here');
    expect(
      (await transitions(2)).map(({ operationId, operation }) => [
        operationId,
        operation?.id,
        operation?.formerIds,
      ]),
    ).toEqual([
      ['route:b', 'route:a', ['route:b']],
      ['route:a', 'route:a', ['route:b']],
    ]);
  });

  test('tells of an operation that is none any more, without one', async () => {
    const { stream, grow, db } = await aWorld();
    await grow(here, 10, [aLeg({ step: 'send', block: 10 })]);
    await db.execute(sql`delete from operations`);
    const { transitions } = await stream('?after=0');
    expect(await transitions(1)).toMatchObject([{ operationId: 'route:a', operation: null }]);
  });

  test('tells a reader for whom there is nothing up to where it has looked', async () => {
    const { stream, grow } = await aWorld({ heartbeatMs: 50 });
    const { next } = await stream('?destination=here');
    expect(await next()).toMatchObject({ id: '0' });
    await grow(here, 10, [aLeg({ step: 'send', block: 10 })]);
    const seen = async () => {
      const part = await next();
      return part && 'lines' in part ? part.lines : [];
    };
    let lines = await seen();
    while (lines[1] === 'id: 0') lines = await seen();
    expect(lines).toEqual([': heartbeat', 'id: 1']);
  });

  test('is told of when the log cannot be read, and goes on later', async () => {
    const { stream, grow, db } = await aWorld();
    await grow(here, 10, [aLeg({ step: 'send', block: 10 })]);
    await db.execute(sql`alter table aliases rename to gone`);
    const { next } = await stream('?after=0');
    await next();
    expect(await next()).toMatchObject({ event: 'error', data: { code: 'interrupted' } });
    expect(await next()).toBeNull();
    await db.execute(sql`alter table gone rename to aliases`);
    const { transitions } = await stream('?after=0');
    expect(await transitions(1)).toHaveLength(1);
  });

  test('ends soon after its key is revoked, and tells from where another key goes on', async () => {
    const { db, stream, live } = await aWorld();
    const { key, secret } = await createApiKey(db, { name: 'wallet', scopes: ['read'] });
    const own = await stream('', undefined, secret);
    const other = await stream();
    expect(await own.next()).toMatchObject({ event: 'position', id: '0' });
    await revokeApiKey(db, key.id);
    expect(await own.next()).toEqual({
      event: 'error',
      data: {
        code: 'key_invalid',
        detail: 'The key of this stream was revoked, or has expired.',
        recovery: 'Connect again with a valid key, and with the last id as Last-Event-ID.',
      },
    });
    expect(await own.next()).toBe(null);
    // Who sends no key is left alone.
    expect(await other.next()).toMatchObject({ event: 'position', id: '0' });
    await expect.poll(() => live.streams.taken, { timeout: 20_000 }).toBe(1);
  });

  test('ends with a goodbye when the server does', async () => {
    const { stream, live, app } = await aWorld();
    const { next } = await stream();
    await next();
    const [last] = await Promise.all([next(), live.stop()]);
    expect(last).toEqual({ event: 'goodbye', data: { reason: 'shutting_down' } });
    expect(await next()).toBeNull();
    expect(live.streams.taken).toBe(0);
    const { body } = await documented<{ code: string }>(
      '/v1/stream',
      await app.request('/v1/stream'),
    );
    expect(body.code).toBe('not_ready');
  });
});

describe('no stream begins', () => {
  const refused = async (
    { app }: { app: { request: (path: string) => Response | Promise<Response> } },
    query: string,
  ) => {
    const { status, body, headers } = await documented<{ code: string; detail: string }>(
      '/v1/stream',
      await app.request(`/v1/stream${query}`),
    );
    return { status, code: body.code, detail: body.detail, retryAfter: headers.get('retry-after') };
  };

  test('after an event that there is not', async () => {
    const world = await aWorld();
    expect(await lastTransition(world.db)).toBe(0n);
    for (const after of ['1', '9999999999999999999']) {
      expect(await refused(world, `?after=${after}`)).toEqual({
        status: 410,
        code: 'unknown_position',
        detail: `There is no event ${after} yet: the newest one is 0. It may be of another database.`,
        retryAfter: null,
      });
    }
    expect(await refused(world, '?after=-1')).toMatchObject({ status: 400, code: 'bad_request' });
  });

  test('with parameters that do not go together, or that no stream has', async () => {
    const world = await aWorld();
    expect(await refused(world, '?quality=confirmed&stage=settled')).toMatchObject({
      status: 400,
      detail: 'The parameter stage cannot be combined with quality=confirmed.',
    });
    expect(await refused(world, '?quality=sure')).toMatchObject({
      status: 400,
      detail: 'The parameter quality must be one of included, confirmed.',
    });
    expect(await refused(world, '?updatedAfter=2026-11-23T10:15:30Z')).toMatchObject({
      status: 400,
      detail: 'There is no parameter updatedAfter here.',
    });
    expect(await refused(world, '?origin=nowhere')).toMatchObject({
      status: 404,
      code: 'unknown_chain',
    });
    expect(world.live.streams.taken).toBe(0);
  });

  test('beside too many others, until one of them has gone', async () => {
    const world = await aWorld({ streamsMax: 1 });
    const first = await world.stream();
    await first.next();
    expect(await refused(world, '')).toEqual({
      status: 503,
      code: 'too_many_streams',
      detail: 'All streams are taken: there are 1, and 1 for one key or address.',
      retryAfter: '5',
    });
    await first.close();
    await world.live.streams.emptied();
    expect(await (await world.stream()).next()).toMatchObject({ event: 'position' });
  });
});
