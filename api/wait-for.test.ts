import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import { createApiKey, revokeApiKey } from '../db/api-keys.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { documented } from '../test/documented.ts';
import { liveApi } from '../test/live-api.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import type { OperationDetailAnswer } from './schemas/operation-detail.ts';

/** A world in which operation a has begun. */
async function aWorld(limits: Parameters<typeof liveApi>[0] = {}) {
  const api = await liveApi(limits);
  const { db, app, live } = api;
  await registerRoute(db);
  const grow = async (chain: typeof here, to: number, legs: readonly Leg[] = []) => {
    await ingestLegs(db, { chain, legs, to });
    await correlateAll(db);
  };
  await grow(here, 10, [aLeg({ step: 'send', block: 10 })]);
  const get = async (query: string, init: RequestInit = {}) => {
    const path = `/v1/operations/${query}`;
    const { status, body, headers } = await documented<
      OperationDetailAnswer & { code: string; detail: string }
    >(path, await app.request(path, init));
    return { status, body, headers, told: [body?.version, body?.status, body?.waited] };
  };
  /** Asks, and has something happen once the answer waits. */
  const meanwhile = async (query: string, happen: () => Promise<unknown>) => {
    const asked = get(query);
    await waiting(1);
    await happen();
    return asked;
  };
  const waiting = async (count: number) => {
    while (live.waits.taken !== count) await sleep(5);
  };
  return { ...api, grow, get, meanwhile, waiting };
}

const arrival = (block: number) => [
  aLeg({ step: 'attest', block }),
  aLeg({ step: 'deliver', block, index: 1 }),
];

describe('an answer waits', () => {
  test('until the operation is what is waited for, and no longer', async () => {
    const { meanwhile, get, grow, live } = await aWorld();
    const confirmed = await meanwhile('route:a?waitFor=confirmed', () => grow(here, 11));
    expect(confirmed.told).toEqual([2, 'confirmed', { for: 'confirmed', reached: true }]);
    expect(confirmed.headers.get('cache-control')).toBe('no-store');
    expect((await get('route:a?waitFor=confirmed&timeout=60s')).told).toEqual(confirmed.told);
    const complete = await meanwhile('route:a?waitFor=complete', () =>
      grow(there, 11, arrival(10)),
    );
    expect(complete.told).toEqual([3, 'complete', { for: 'complete', reached: true }]);
    expect(complete.body.final).toBe(false);
    const final = await meanwhile('route:a?waitFor=final', async () => {
      await grow(here, 12);
      await grow(there, 12);
    });
    expect(final.told).toEqual([5, 'complete', { for: 'final', reached: true }]);
    expect(live.waits.taken).toBe(0);
  });

  test('until its time is over, and says what there is then', async () => {
    const { get } = await aWorld();
    expect((await get('route:a?waitFor=complete&timeout=50ms')).told).toEqual([
      1,
      'pending',
      { for: 'complete', reached: false },
    ]);
  });

  test('for the next version after the one that the caller has', async () => {
    const { meanwhile, get, grow } = await aWorld();
    expect((await get('route:a?waitFor=change&version=0')).told[0]).toBe(1);
    const next = await meanwhile('route:a?waitFor=change&version=1', () => grow(here, 11));
    expect(next.told).toEqual([2, 'confirmed', { for: 'change', reached: true }]);
    const older = { headers: { 'if-none-match': 'W/"1"' } };
    expect((await get('route:a?waitFor=change', older)).told[0]).toBe(2);
    const { headers } = await get('route:a');
    const same = { headers: { 'if-none-match': headers.get('etag') ?? '' } };
    expect((await get('route:a?waitFor=change&timeout=50ms', same)).status).toBe(304);
  });

  test('for an operation that is not there yet, by its id or by a link of it', async () => {
    const { meanwhile, get, grow } = await aWorld();
    const legs = [aLeg({ step: 'send', block: 11, id: 'b', lookalike: 'x' })];
    const came = await meanwhile('route:b?waitFor=change', () => grow(here, 11, legs));
    expect(came.told).toEqual([1, 'pending', { for: 'change', reached: true }]);
    const byLink = await meanwhile('look:y?waitFor=confirmed', async () => {
      await grow(here, 12, [aLeg({ step: 'send', block: 12, id: 'c', lookalike: 'y' })]);
      await grow(here, 13);
    });
    expect(byLink.told).toEqual([2, 'confirmed', { for: 'confirmed', reached: true }]);
    const never = await get('route:d?waitFor=complete&timeout=50ms');
    expect([never.status, never.body.code]).toEqual([404, 'not_indexed_yet']);
  });

  test('for one that becomes a part of another one', async () => {
    const { meanwhile, grow } = await aWorld();
    await grow(there, 10, [aLeg({ step: 'deliver', block: 5, id: 'b' })]);
    const tie = { key: 'route:b', kind: 'exact', rule: 'id' } as const;
    const attest = aLeg({ step: 'attest', block: 11 });
    const merged = await meanwhile('route:b?waitFor=change', () =>
      grow(there, 11, [{ ...attest, links: [...attest.links, tie] }]),
    );
    expect([merged.body.id, merged.body.waited]).toEqual([
      'route:a',
      { for: 'change', reached: true },
    ]);
  });
});

describe('no answer waits', () => {
  test('for what cannot come any more', async () => {
    const { db, grow, get } = await aWorld();
    await rollBackTo(db, here, 9);
    await grow(here, 14);
    for (const awaited of ['confirmed', 'complete', 'final']) {
      expect((await get(`route:a?waitFor=${awaited}&timeout=60s`)).told).toEqual([
        2,
        'reverted',
        { for: awaited, reached: false },
      ]);
    }
  });

  test('for a transaction, which is no id', async () => {
    const { get } = await aWorld();
    const { status, body } = await get('0xSend-a?waitFor=complete&timeout=60s');
    expect([status, body.code]).toEqual([404, 'is_a_transaction']);
  });

  test('whose caller has gone', async () => {
    const { app, waiting } = await aWorld();
    const gone = new AbortController();
    const request = new Request('http://localhost/v1/operations/route:a?waitFor=complete', {
      signal: gone.signal,
    });
    const answer = Promise.resolve(app.request(request)).catch(() => {});
    await waiting(1);
    gone.abort();
    await waiting(0);
    await answer;
  });

  test('once the server ends', async () => {
    const { meanwhile, live } = await aWorld();
    const asked = await meanwhile('route:a?waitFor=complete&timeout=60s', live.stop);
    expect(asked.told).toEqual([1, 'pending', { for: 'complete', reached: false }]);
  });

  test('beside too many others', async () => {
    const { meanwhile, get, grow } = await aWorld({ waitsMax: 1 });
    const first = await meanwhile('route:a?waitFor=confirmed', async () => {
      const { status, body, headers } = await get('route:a?waitFor=complete');
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'too_many_waits', '5']);
      await grow(here, 11);
    });
    expect(first.status).toBe(200);
  });

  test('beside too many others of its own address; a key has places of its own', async () => {
    const { db, get, grow, waiting } = await aWorld({ waitsMax: 10, waitsMaxEach: 1 });
    const { secret } = await createApiKey(db, { name: 'wallet', scopes: ['read'] });
    const ask = (headers = {}) => get('route:a?waitFor=confirmed', { headers });
    const first = ask();
    await waiting(1);
    const { status, body } = await ask();
    expect([status, body.code, body.detail]).toEqual([
      503,
      'too_many_waits',
      'All places for those who wait are taken: there are 10, and 1 for one key or address.',
    ]);
    const other = ask({ authorization: `Bearer ${secret}` });
    await waiting(2);
    await grow(here, 11);
    expect([(await first).status, (await other).status]).toEqual([200, 200]);
  });

  test('no longer once its key is revoked, wherever that was', async () => {
    const { db, get, waiting } = await aWorld();
    const { key, secret } = await createApiKey(db, { name: 'wallet', scopes: ['read'] });
    const asked = get('route:a?waitFor=confirmed&timeout=60s', {
      headers: { authorization: `Bearer ${secret}` },
    });
    await waiting(1);
    await revokeApiKey(db, key.id);
    const { status, body } = await asked;
    expect([status, body.code, body.detail]).toEqual([
      401,
      'key_invalid',
      'The key of this request was revoked, or has expired, since it was let in.',
    ]);
  });

  test.each([
    ['waitFor=ready', 'The parameter waitFor must be one of confirmed, complete, final, change.'],
    [
      'waitFor=final&timeout=61',
      'The parameter timeout must be a time of up to 60 seconds, such as 30s, 500ms or 30.',
    ],
    ['timeout=5s', 'The parameter timeout says nothing without waitFor.'],
    ['waitFor=final&version=1', 'The parameter version says nothing without waitFor=change.'],
  ])('for %s', async (query, detail) => {
    const { get } = await aWorld();
    const { status, body } = await get(`route:a?${query}`);
    expect([status, body.code, body.detail]).toEqual([400, 'bad_request', detail]);
  });
});
