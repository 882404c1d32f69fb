import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { registerChain } from '../db/checkpoints.ts';
import { anApi } from '../test/an-api.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { ingestLegs } from '../test/world-in-database.ts';
import type { batchLookupSchema } from './schemas/lookup.ts';
import type { problemSchema } from './schemas/problem.ts';

type Batch = z.infer<typeof batchLookupSchema>;
type Problem = z.infer<typeof problemSchema>;

const told = ({ results }: Batch) =>
  results.map(({ id, matches, notFound }) => [
    id,
    matches.map(({ matched, operation }) => [matched?.step ?? null, operation.id]),
    notFound?.code ?? null,
  ]);

describe('a lookup of many', () => {
  test('answers each in its order: by id, by any transaction, in any case, twice, and not at all', async () => {
    const { db, post } = await anApi();
    await ingestLegs(db, {
      chain: here,
      legs: [aLeg({ step: 'send', block: 11, id: 'new' })],
      to: 11,
    });
    const ids = ['0xDELIVER-A', 'route:b', '0x99', 'route:new', 'axelar:1', ' route:b '];
    const { status, body } = await post<Batch>('/v1/lookup', { ids });
    expect(status).toBe(200);
    expect(told(body)).toEqual([
      ['0xDELIVER-A', [['deliver', 'route:a']], null],
      ['route:b', [['attest', 'route:b']], null],
      ['0x99', [], 'no_such_operation'],
      ['route:new', [], 'not_indexed_yet'],
      ['axelar:1', [], 'no_such_operation'],
      [' route:b ', [['attest', 'route:b']], null],
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

  test('gives ten operations of one transaction at most', async () => {
    const { db, post } = await anApi();
    await db.execute(`
      insert into operations
      select 'many:' || lpad(n::text, 2, '0'), protocol, kind, status, stage, final, origin_chain, destination_chain, sender,
        recipient, started_at, updated_at, version, body
      from operations, generate_series(1, 12) as n where id = 'route:a'`);
    await db.execute(`
      with own as (
        insert into events (chain, block_number, block_hash, block_time, transaction, log_index, emitter, topic0, data, ordinal, protocol, name)
        select '${here}', 8, '0x8', now(), '0xmany', 100 + n, '0xc', '0x01', '', n, 'route', 'send'
        from generate_series(1, 12) as n
        returning id, log_index
      )
      insert into legs (event_id, protocol, step, role, about, operation_id)
      select id, 'route', 'send', 'origin', '{}', 'many:' || lpad((log_index - 100)::text, 2, '0') from own`);
    const { body } = await post<Batch>('/v1/lookup', { ids: ['0xmany'] });
    expect(body.results[0]?.matches).toHaveLength(10);
  });

  const refused: [string, unknown][] = [
    ['no list', {}],
    ['an empty list', { ids: [] }],
    ['more than a hundred', { ids: Array.from({ length: 101 }, (_, n) => `route:${n}`) }],
    ['an empty id', { ids: [''] }],
    ['a zero character', { ids: ['a\u0000'] }],
    ['a field that is none', { ids: ['route:a'], limit: 1 }],
  ];
  test.each(refused)('is refused with %s', async (_, body) => {
    const { post } = await anApi();
    const answer = await post<Problem>('/v1/lookup', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
  });
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

  test('needs the chain of a block', async () => {
    const { get } = await anApi();
    expect((await get<Problem>('/v1/lookup?tx=0x99&block=1')).status).toBe(400);
  });
});
