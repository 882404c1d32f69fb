import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { registerChain } from '../db/checkpoints.ts';
import { anApi } from '../test/an-api.ts';
import { here, there } from '../test/builders.ts';
import { ingestLegs } from '../test/world-in-database.ts';
import type { coverageListSchema } from './schemas/coverage.ts';

type Coverage = z.infer<typeof coverageListSchema>;

describe('the coverage', () => {
  test('tells of each chain and protocol from where and up to where it is read, and when that was', async () => {
    const { get } = await anApi();
    const { body } = await get<Coverage>('/v1/coverage');
    expect(body.count).toBe(2);
    expect(body.readings[0]).toEqual({
      protocol: 'route',
      chain: here,
      name: 'here',
      contracts: [expect.any(String)],
      contractCount: 1,
      from: '0',
      fromTime: expect.any(String),
      through: '10',
      throughTime: '1970-01-01T00:16:50.000Z',
      holes: [],
      holeCount: 0,
      missingBlocks: '0',
    });
  });

  test('tells the lowest holes, and how many there are', async () => {
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
      { streams: [{ protocol: 'route', version: 2, contract: '0xc' }], startBlock: 0n, head: 9n },
    );
    for (let block = 1; block < 60; block += 2) {
      await ingestLegs(db, { chain: here, legs: [], from: block, to: block });
    }
    const { body } = await get<Coverage>('/v1/coverage?chain=here&protocol=route');
    const [reading] = body.readings;
    expect(reading).toMatchObject({
      through: null,
      throughTime: null,
      holeCount: 30,
      missingBlocks: '30',
    });
    expect(reading?.holes).toHaveLength(20);
    expect(reading?.holes[1]).toEqual({ from: '2', to: '2' });
  });

  const narrowed: [string, string[]][] = [
    ['chain=there', [there]],
    [`chain=${here}&protocol=route`, [here]],
    ['protocol=route', [here, there]],
    ['chain=eip155:3', []],
  ];
  test.each(narrowed)('of ?%s is of the chains %j', async (query, chains) => {
    const { get } = await anApi();
    const { body } = await get<Coverage>(`/v1/coverage?${query}`);
    expect(body.readings.map(({ chain }) => chain)).toEqual(chains);
  });

  const refused: [string, number, string][] = [
    ['chain=moon', 404, 'unknown_chain'],
    ['protocol=rout', 404, 'unknown_protocol'],
    ['chain=', 400, 'bad_request'],
    ['contract=0xc', 400, 'bad_request'],
  ];
  test.each(refused)('of ?%s is refused with %i', async (query, status, code) => {
    const { get } = await anApi();
    const answer = await get<{ code: string }>(`/v1/coverage?${query}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
