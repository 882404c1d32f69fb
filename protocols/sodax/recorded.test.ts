import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encodeLogs, readFixture } from '../../test/fixture.ts';
import { intentHash } from './intent.ts';
import { arbitrumToPolygon, iconToPolygon, stellarToSolana } from './intents.fixture.ts';
import { decodePayload } from './payload.ts';

// No raw logs of SODAX were recorded anywhere. What there is beside the project was encoded from real values by others:
// it must be what the fixture, and our own reading of it, comes to.

const vectors = join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors', 'sodax');
const read = (file: string): unknown => JSON.parse(readFileSync(join(vectors, file), 'utf8'));

const derivedSchema = z.object({
  logs: z.array(
    z.object({
      topics: z.array(z.string()),
      data: z.string(),
      transactionHash: z.string().optional(),
    }),
  ),
});
const packetsSchema = z.object({
  response: z.object({ data: z.array(z.object({ payload: z.string() })) }),
  decodedPayloads: z.record(
    z.string(),
    z.object({ from: z.string(), to: z.string(), amount: z.string() }),
  ),
});
const hashSchema = z.object({ computedIntentHash: z.string() });

describe.runIf(existsSync(vectors))('what others recorded of SODAX', () => {
  test('the fixture encodes to the same logs, byte for byte', () => {
    const derived = derivedSchema
      .parse(read('20-derived-evm-logs.json'))
      .logs.map(({ transactionHash = '', topics, data }) =>
        [transactionHash, ...topics, data].join(' ').toLowerCase(),
      );
    const ours = readFixture('sodax')
      .transactions.flatMap(encodeLogs)
      .map(({ at, topics, data }) => [at.transaction, ...topics, data].join(' '));
    expect(ours.filter((log) => !derived.includes(log))).toEqual([]);
    expect(ours).toHaveLength(5);
  });

  test('the payloads of real packets read the same', () => {
    const { response, decodedPayloads } = packetsSchema.parse(
      read('01-relay-packets-sonic-fill-two-packets.json'),
    );
    const ours = response.data.map(({ payload }) => {
      const decoded = decodePayload(`0x${payload}`);
      if (decoded?.type !== 'transfer') throw new Error('a transfer');
      return { from: decoded.from, to: decoded.to, amount: decoded.amount.toString() };
    });
    expect(ours).toEqual(
      Object.values(decodedPayloads).map(({ from, to, amount }) => ({ from, to, amount })),
    );
  });

  test.each([
    ['02-intent-arbitrum-to-polygon-relayed.json', arbitrumToPolygon],
    ['04-backend-intent-icon-to-polygon-open.json', iconToPolygon],
    ['05-backend-orderbook-stellar-to-solana-limit.json', stellarToSolana],
  ])('%s hashes the same', (file, intent) => {
    expect(intentHash(intent)).toBe(hashSchema.parse(read(file)).computedIntentHash);
  });
});
