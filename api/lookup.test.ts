import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { registerChain } from '../db/checkpoints.ts';
import type { Database } from '../db/pool.ts';
import { anApi, now } from '../test/an-api.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { ingestLegs } from '../test/world-in-database.ts';
import { createApp } from './create-app.ts';
import { chainsById, readingsOf } from './deps.ts';
import type { batchLookupSchema, lookupSchema } from './schemas/lookup.ts';
import type { problemSchema } from './schemas/problem.ts';

type Batch = z.infer<typeof batchLookupSchema>;
type Lookup = z.infer<typeof lookupSchema>;
type Problem = z.infer<typeof problemSchema>;

const told = ({ results }: Batch) =>
  results.map(({ id, matches, notFound }) => [
    id,
    matches.map(({ matched, operation }) => [matched?.step ?? null, operation.id]),
    notFound?.code ?? null,
  ]);

/** Adds operations whose first legs are in these transactions, so many in each. */
async function addMany(db: Database, hashes: readonly string[], count: number): Promise<void> {
  await db.execute(`
    insert into operations
    select hash || ':' || lpad(n::text, 3, '0'), protocol, kind, status, stage, final, origin_chain, destination_chain, sender,
      recipient, started_at, updated_at, version, body
    from operations, unnest('{${hashes.join()}}'::text[]) as hash, generate_series(1, ${count}) as n where id = 'route:a'`);
  await db.execute(`
    with own as (
      insert into events (chain, block_number, block_hash, block_time, transaction, log_index, emitter, topic0, data, ordinal, protocol, name)
      select '${here}', 8, '0x8', now(), hash, 1000 * (place + 1) + n, '0xc', '0x01', '', 0, 'route', 'send'
      from unnest('{${hashes.join()}}'::text[]) with ordinality as asked (hash, place), generate_series(1, ${count}) as n
      returning id, transaction, log_index
    )
    insert into legs (event_id, protocol, step, role, about, operation_id)
    select id, 'route', 'send', 'origin', '{}', transaction || ':' || lpad((log_index % 1000)::text, 3, '0') from own`);
}

describe('a lookup of many', () => {
  test('answers each in its order: by id, by any transaction, in any case, and not at all', async () => {
    const { db, post } = await anApi();
    await ingestLegs(db, {
      chain: here,
      legs: [aLeg({ step: 'send', block: 11, id: 'new' })],
      to: 11,
    });
    const ids = ['0xDELIVER-A', ' route:b ', '0x99', 'route:new', 'axelar:1'];
    const { status, body } = await post<Batch>('/v1/lookup', { ids });
    expect(status).toBe(200);
    expect(told(body)).toEqual([
      ['0xDELIVER-A', [['deliver', 'route:a']], null],
      [' route:b ', [['attest', 'route:b']], null],
      ['0x99', [], 'no_such_operation'],
      ['route:new', [], 'not_indexed_yet'],
      ['axelar:1', [], 'no_such_operation'],
    ]);
    expect(body.results[3]?.notFound?.retryAfterSeconds).toBe(1);
  });

  test('finds by a former id what no leg carries any more', async () => {
    const { db, post } = await anApi();
    await db.execute(`insert into aliases values ('route:former', 'route:a')`);
    const { body } = await post<Batch>('/v1/lookup', { ids: ['route:former'] });
    expect(told(body)).toEqual([['route:former', [[null, 'route:a']], null]]);
  });

  test('looks on one chain where it is told to', async () => {
    const { post } = await anApi();
    const on = async (chain: string) =>
      told((await post<Batch>('/v1/lookup', { ids: ['route:a'], chain })).body);
    expect(await on('here')).toEqual([['route:a', [['send', 'route:a']], null]]);
    expect(await on(there)).toEqual([['route:a', [['attest', 'route:a']], null]]);
    expect(await on('eip155:3')).toEqual([['route:a', [], 'outside_coverage']]);
  });

  test('gives ten operations of one transaction at most, and says that there are more', async () => {
    const { db, post } = await anApi();
    await addMany(db, ['0xmany'], 12);
    const { body } = await post<Batch>('/v1/lookup', { ids: ['0xmany', 'route:a'] });
    expect(body.results.map(({ matches, hasMore }) => [matches.length, hasMore])).toEqual([
      [10, true],
      [1, false],
    ]);
  });

  test('gives 200 operations at most, and one of each that is asked for', async () => {
    const { db, post } = await anApi();
    const hashes = Array.from({ length: 99 }, (_, n) => `0xmany${n}`);
    await addMany(db, hashes, 3);
    const { body } = await post<Batch>('/v1/lookup', { ids: [...hashes, 'route:a'] });
    const counts = body.results.map(({ matches }) => matches.length);
    expect(counts).toEqual([
      ...hashes.slice(0, 1).map(() => 3),
      ...hashes.slice(1).map(() => 2),
      1,
    ]);
    expect(body.results.map(({ hasMore }) => hasMore)).toEqual([
      ...hashes.map((_, n) => n >= 1),
      false,
    ]);
  });

  const refused: [string, unknown][] = [
    ['no list', {}],
    ['an empty list', { ids: [] }],
    ['more than a hundred', { ids: Array.from({ length: 101 }, (_, n) => `route:${n}`) }],
    ['an empty id', { ids: [''] }],
    ['a zero character', { ids: ['a\u0000'] }],
    ['a field that is none', { ids: ['route:a'], limit: 1 }],
  ];
  test('names each once, whatever the case of its digits', async () => {
    const { post } = await anApi();
    const { status, body } = await post<Problem>('/v1/lookup', {
      ids: ['0xab', 'route:a', ' 0xAB'],
    });
    expect([status, body.code, body.detail]).toEqual([
      400,
      'bad_request',
      'The parameter ids (entry 3) is the same as entry 1.',
    ]);
  });

  test.each(refused)('is refused with %s', async (_, body) => {
    const { post } = await anApi();
    const answer = await post<Problem>('/v1/lookup', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
  });
});

describe('a lookup on one chain', () => {
  test.each(['tx=0xmany', 'key=a-link'])(
    'finds what stands behind a hundred legs of another one: %s',
    async (query) => {
      const { db, get } = await anApi();
      await addMany(db, ['0xmany'], 100);
      // Later than those, and told behind them.
      await db.execute(`
        with own as (
          insert into events (chain, block_number, block_hash, block_time, transaction, log_index, emitter, topic0, data, ordinal, protocol, name)
          values ('${there}', 9, '0x9', now() + interval '1 hour', '0xmany', 7, '0xc', '0x01', '', 0, 'route', 'attest')
          returning id
        )
        insert into legs (event_id, protocol, step, role, about, operation_id)
        select id, 'route', 'attest', 'relay', '{}', 'route:b' from own`);
      await db.execute(
        `insert into links (event_id, key, kind, rule) select id, 'a-link', 'exact', 'id' from events where transaction = '0xmany'`,
      );
      const { status, body } = await get<Lookup>(`/v1/lookup?${query}&chain=there`);
      expect(status).toBe(200);
      expect(body.matches.map(({ matched, operation }) => [matched.chain, operation.id])).toEqual([
        [there, 'route:b'],
      ]);
    },
  );
});

describe('what a lookup does not find', () => {
  test('is told with what is read of each chain', async () => {
    const { get } = await anApi();
    const { status, headers, body } = await get<Problem>('/v1/lookup?tx=0x99');
    expect([status, body.code, headers.get('retry-after')]).toEqual([
      404,
      'no_such_operation',
      null,
    ]);
    const read = { from: '0', through: '10', missingBlocks: '0', lagSeconds: 90 };
    expect(body.coverage).toEqual([
      { chain: here, name: 'here', ...read },
      { chain: there, name: 'there', ...read },
    ]);
    expect(body.retryAfterSeconds).toBeUndefined();
  });

  test('says when to try again while blocks lack, unless its block was read', async () => {
    const { db, get } = await anApi();
    await registerChain(
      db,
      {
        id: here,
        family: 'evm',
        name: 'here',
        blockTimeMs: 1,
        finality: { safe: { depth: 1 }, finalized: { depth: 2 } },
      },
      { streams: [{ protocol: 'route', version: 2, contract: '0xc' }], startBlock: 3n, head: 9n },
    );
    await ingestLegs(db, { chain: here, legs: [], from: 5, to: 11 });
    const first = await get<Problem>('/v1/lookup?tx=0x99');
    expect([
      first.body.code,
      first.headers.get('retry-after'),
      first.body.retryAfterSeconds,
    ]).toEqual(['not_indexed_yet', '30', 30]);
    const at = async (block: number) =>
      (await get<Problem>(`/v1/lookup?tx=0x99&chain=here&block=${block}`)).body.code;
    expect([await at(2), await at(4), await at(5), await at(12)]).toEqual([
      'outside_coverage',
      'not_indexed_yet',
      'no_such_operation',
      'not_indexed_yet',
    ]);
  });

  test('is outside of what is read where its chain is known and not read', async () => {
    const { get } = await anApi();
    const { body } = await get<Problem>('/v1/lookup?tx=0x99&chain=eip155:3');
    expect([body.code, body.detail]).toEqual([
      'outside_coverage',
      'No operation has a leg with 0x99. eip155:3 is not read here.',
    ]);
    expect((await get<Problem>('/v1/lookup?tx=0x99&chain=eip155:4')).body.code).toBe(
      'unknown_chain',
    );
  });

  test('is told by what requests share of the chains, and no request reads that by itself', async () => {
    const { db } = await anApi();
    let reads = 0;
    const shared = {
      readings: async () => {
        reads += 1;
        return readingsOf(db);
      },
      chains: () => chainsById(db),
    };
    const asked = vi.spyOn(db.$client, 'query');
    const app = createApp({ db, protocols: [], log: pino({ level: 'silent' }), now, ...shared });
    for (const path of ['/v1/operations/route:z', '/v1/lookup?tx=0x99']) {
      expect((await app.request(path)).status).toBe(404);
    }
    expect(reads).toBe(2);
    const texts = asked.mock.calls.map(([query]) => JSON.stringify(query));
    expect(texts.filter((text) => text.includes('from checkpoints'))).toHaveLength(reads);
  });

  test('needs the chain of a block', async () => {
    const { get } = await anApi();
    expect((await get<Problem>('/v1/lookup?tx=0x99&block=1')).status).toBe(400);
  });
});
