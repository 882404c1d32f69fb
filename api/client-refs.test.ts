import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { createApiKey } from '../db/api-keys.ts';
import { anApi } from '../test/an-api.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { documented } from '../test/documented.ts';
import { correlateAll, ingestLegs } from '../test/world-in-database.ts';
import type { ClientRefAnswer } from './schemas/client-ref.ts';
import type { OperationDetailAnswer } from './schemas/operation-detail.ts';
import type { OperationAnswer } from './schemas/operation.ts';

interface Problem {
  code: string;
  detail: string;
}
interface List {
  operations: OperationAnswer[];
}

/** The API with two keys, and how each asks. */
async function twoKeys() {
  const api = await anApi();
  const asking = async (name: string) => {
    const { key, secret } = await createApiKey(api.db, { name, scopes: ['read'], days: null });
    const headers = { authorization: `Bearer ${secret}` };
    const ask = async <T>(method: string, path: string, body?: unknown) => {
      const init = {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      };
      return documented<T>(path, await api.app.request(path, init), method.toLowerCase());
    };
    return {
      key,
      ask,
      get: async <T>(path: string) => ask<T>('GET', path),
      put: async (ref: string, body: unknown) =>
        ask<ClientRefAnswer & Problem>('PUT', `/v1/client-refs/${ref}`, body),
      refsOf: async (id: string) =>
        (await ask<OperationDetailAnswer>('GET', `/v1/operations/${id}`)).body.clientRefs,
      listed: async (ref: string) =>
        (await ask<List>('GET', `/v1/operations?clientRef=${ref}`)).body.operations.map(
          ({ id }) => id,
        ),
    };
  };
  return { ...api, wallet: await asking('wallet'), shop: await asking('shop') };
}

describe('a reference', () => {
  test('by a transaction leads to its operation, and is told with it', async () => {
    const { wallet } = await twoKeys();
    const { status, body } = await wallet.put('order-1', { tx: '0xSEND-B', chain: 'here' });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        clientRef: 'order-1',
        tx: '0xsend-b',
        chain: here,
        id: null,
        setAt: expect.any(String),
        operations: ['route:b'],
      },
    });
    expect((await wallet.get<ClientRefAnswer>('/v1/client-refs/order-1')).body).toEqual(body);
    expect(await wallet.refsOf('route:b')).toEqual(['order-1']);
    expect(await wallet.refsOf('route:a')).toEqual([]);
    expect(await wallet.listed('order-1')).toEqual(['route:b']);
    const list = await wallet.get<List>('/v1/operations');
    const told = list.body.operations.map(({ id, clientRefs }) => [id, clientRefs] as const);
    expect(Object.fromEntries(told)).toEqual({
      'route:a': [],
      'route:b': ['order-1'],
      'route:c': [],
    });
  });

  test('may be set before its operation is known', async () => {
    const { db, wallet } = await twoKeys();
    const { body } = await wallet.put('order-9', { tx: '0xsend-z' });
    expect(body.operations).toEqual([]);
    const legs = [aLeg({ step: 'send', block: 11, id: 'z' })];
    await ingestLegs(db, { chain: here, legs, from: 11, to: 11 });
    await correlateAll(db);
    expect(await wallet.listed('order-9')).toEqual(['route:z']);
    expect(await wallet.refsOf('route:z')).toEqual(['order-9']);
  });

  test('by an id, a link or a former id leads to the operation that has it', async () => {
    const { db, wallet } = await twoKeys();
    await db.execute(`insert into aliases values ('route:former', 'route:a')`);
    await wallet.put('one', { id: 'route:a' });
    await wallet.put('two', { id: 'route:former' });
    expect(await wallet.refsOf('route:a')).toEqual(['one', 'two']);
    expect(await wallet.listed('two')).toEqual(['route:a']);
  });

  test('names no leg of the same transaction on another chain', async () => {
    const { wallet } = await twoKeys();
    const { body } = await wallet.put('order-1', { tx: '0xsend-b', chain: there });
    expect(body.operations).toEqual([]);
    expect(await wallet.refsOf('route:b')).toEqual([]);
  });

  test('is told by lookups as well', async () => {
    const { wallet } = await twoKeys();
    await wallet.put('order-1', { tx: '0xsend-b' });
    const one = await wallet.get<{ matches: { operation: OperationAnswer }[] }>(
      '/v1/lookup?tx=0xsend-b',
    );
    expect(one.body.matches[0]?.operation.clientRefs).toEqual(['order-1']);
    const many = await wallet.ask<{ results: { matches: { operation: OperationAnswer }[] }[] }>(
      'POST',
      '/v1/lookup',
      { ids: ['0xattest-b'] },
    );
    expect(many.body.results[0]?.matches[0]?.operation.clientRefs).toEqual(['order-1']);
  });

  test('set once more is as it was, and set anew names something else', async () => {
    const { wallet } = await twoKeys();
    const first = await wallet.put('order-1', { tx: '0xsend-b' });
    const second = await wallet.put('order-1', { tx: '0xsend-b' });
    expect(second).toMatchObject({ status: 200, body: first.body });
    const third = await wallet.put('order-1', { id: 'route:a' });
    expect(third.body).toMatchObject({ tx: null, id: 'route:a', operations: ['route:a'] });
    expect(third.body.setAt > first.body.setAt).toBe(true);
    expect(await wallet.refsOf('route:b')).toEqual([]);
  });

  test('is gone once it is deleted, and may be deleted twice', async () => {
    const { wallet } = await twoKeys();
    await wallet.put('order-1', { tx: '0xsend-b' });
    for (const _ of [1, 2]) {
      expect((await wallet.ask('DELETE', '/v1/client-refs/order-1')).status).toBe(204);
    }
    const { status, body } = await wallet.get<Problem>('/v1/client-refs/order-1');
    expect([status, body.code]).toEqual([404, 'no_such_ref']);
    expect(await wallet.refsOf('route:b')).toEqual([]);
  });

  const refused: [string, string, unknown, number, string][] = [
    ['neither', 'order-1', {}, 400, 'bad_request'],
    ['both', 'order-1', { tx: '0x1', id: 'route:a' }, 400, 'bad_request'],
    ['a chain of an id', 'order-1', { id: 'route:a', chain: 'here' }, 400, 'bad_request'],
    ['an unknown chain', 'order-1', { tx: '0x1', chain: 'moon' }, 404, 'unknown_chain'],
    ['a long id', 'order-1', { id: 'x'.repeat(501) }, 400, 'bad_request'],
    ['a zero character', 'order-1', { id: 'a\u0000' }, 400, 'bad_request'],
    ['a field that is none', 'order-1', { id: 'a', note: 'b' }, 400, 'bad_request'],
    ['a space in its name', 'order%201', { id: 'a' }, 400, 'bad_request'],
    ['a long name', 'x'.repeat(129), { id: 'a' }, 400, 'bad_request'],
  ];
  test.each(refused)('is refused with %s', async (_, ref, body, status, code) => {
    const { wallet } = await twoKeys();
    const answer = await wallet.put(ref, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('is not set beyond the bound of its key, while those that are set may be changed', async () => {
    const { db, wallet, shop } = await twoKeys();
    await db.execute(sql`
      insert into client_refs (key_id, ref, transaction)
      select ${wallet.key.id}, 'old-' || n, '0x1' from generate_series(1, 99999) as n`);
    const subject = { id: 'route:a' };
    const tries = [
      await wallet.put('new-1', subject),
      await wallet.put('new-2', subject),
      await wallet.put('old-1', subject),
      await shop.put('new-2', subject),
    ];
    expect(tries.map(({ status, body }) => [status, body.code])).toEqual([
      [200, undefined],
      [409, 'too_many_refs'],
      [200, undefined],
      [200, undefined],
    ]);
    await wallet.ask('DELETE', '/v1/client-refs/old-2');
    expect((await wallet.put('new-2', subject)).status).toBe(200);
  });
});

describe('references of one key', () => {
  test('are nothing to another, nor to nobody', async () => {
    const { get, wallet, shop } = await twoKeys();
    await wallet.put('order-1', { tx: '0xsend-b' });
    await shop.put('order-1', { tx: '0xsend-c' });
    expect([await wallet.listed('order-1'), await shop.listed('order-1')]).toEqual([
      ['route:b'],
      ['route:c'],
    ]);
    expect([await wallet.refsOf('route:c'), await shop.refsOf('route:b')]).toEqual([[], []]);
    expect((await get<OperationAnswer>('/v1/operations/route:b')).body).not.toHaveProperty(
      'clientRefs',
    );
    await shop.ask('DELETE', '/v1/client-refs/order-1');
    expect(await wallet.listed('order-1')).toEqual(['route:b']);
  });

  test('need a key', async () => {
    const { app, get } = await twoKeys();
    const statuses: unknown[] = [];
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const path = '/v1/client-refs/order-1';
      const answer = await documented<Problem>(
        path,
        await app.request(path, { method }),
        method.toLowerCase(),
      );
      statuses.push([answer.status, answer.body.code]);
    }
    const refused = [401, 'key_missing'];
    expect(statuses).toEqual([refused, refused, refused]);
    expect((await get('/v1/operations?clientRef=order-1')).status).toBe(401);
  });

  test('make answers that no other may be sent: private, and with an ETag of their own', async () => {
    const { get, wallet, shop } = await twoKeys();
    const path = '/v1/operations/route:a';
    const tags = async () => {
      const answers = [await get(path), await wallet.get(path), await shop.get(path)];
      return answers.map(({ headers }) => headers.get('etag'));
    };
    const before = await tags();
    expect(new Set(before).size).toBe(3);
    await wallet.put('order-1', { id: 'route:a' });
    const after = await tags();
    expect(after.map((tag, index) => tag === before[index])).toEqual([true, false, true]);
    for (const one of [path, '/v1/operations']) {
      const { headers } = await wallet.get(one);
      expect(headers.get('cache-control')).toBe('private, no-cache');
      expect(headers.get('vary')).toContain('Authorization');
    }
    const lists = [await get('/v1/operations'), await wallet.get('/v1/operations')];
    lists.push(await shop.get('/v1/operations'));
    expect(new Set(lists.map(({ headers }) => headers.get('etag'))).size).toBe(3);
  });
});
