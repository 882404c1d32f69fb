import { describe, expect, test } from 'vitest';
import type { RawLog } from '../../core/raw-log.ts';
import type { OperationAnswer } from '../../api/schemas/operation.ts';
import { encodeLogs, readFixture } from '../fixture.ts';
import { bound } from '../operations-of.ts';
import { product } from '../product.ts';
import { startRecordedChain } from '../recorded-chain.ts';

// Real mainnet transactions at their real chain ids and heights, and Midflight started as a user would start it: by the
// environment alone, on an embedded database. Solana's are left out: their facts do not make a node's whole answers.

// Nor can the environment tell of a deployment that only a fixture states.
const fixtures = [...bound.keys()].map(readFixture).filter(({ deployments }) => !deployments);
const isEvm = (chain: string) => chain.startsWith('eip155:');
const logs = fixtures.flatMap(({ transactions }) =>
  transactions.filter(({ chain }) => isEvm(chain)).flatMap(encodeLogs),
);
const chainsOf = (some: readonly RawLog[]) => new Set(some.map(({ at }) => at.chain));
const chains = chainsOf(logs);

/** A transfer of version 1 of CCTP, from Polygon to Arbitrum. */
const burn = '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd';
const mint = '0xad6aa5691bde79c4c97be04871d92e1cc2fa8e43984834716d09001da309dce0';
const logsOf = (...transactions: string[]) =>
  logs.filter(({ at }) => transactions.includes(at.transaction));

/** Indexes the chains of these logs, which are all that there is on them. */
async function aMidflight(recorded: readonly RawLog[]) {
  const env: Record<string, string> = {};
  for (const chain of chainsOf(recorded)) {
    const { url, first } = await startRecordedChain(
      chain,
      recorded.filter(({ at }) => at.chain === chain),
    );
    const id = chain.split(':')[1] ?? '';
    env[`RPC_URL_${id}`] = url;
    env[`START_BLOCK_${id}`] = String(first - 3n);
  }
  const midflight = await product(env);
  await midflight.start();
  interface Chains {
    chains: { state: string; unverifiedBlocks: string }[];
  }
  await midflight.until<Chains>('/v1/chains', (body) =>
    body.chains.every(
      ({ state, unverifiedBlocks }) => state === 'live' && unverifiedBlocks === '0',
    ),
  );
  interface Stats {
    backlog: { dirty: number };
  }
  // All is folded then, though not for the last time: what waited for a height is folded again once a job has looked.
  await midflight.until<Stats>('/v1/stats', ({ backlog }) => backlog.dirty === 0);
  return midflight;
}

describe('recorded mainnet transactions, over JSON-RPC and the environment alone', () => {
  test('give the operations that the fixtures state', { timeout: 300_000 }, async () => {
    const { until } = await aMidflight(logs);
    for (const fixture of fixtures) {
      // Coverage depends on what is configured: not all chains are here, and here are chains of other protocols' fixtures.
      const isCovered = ({ origin, destination }: OperationAnswer) =>
        [origin, destination].every(
          (end) => !end?.chain || (chains.has(end.chain) && fixture.covered.includes(end.chain)),
        );
      for (const expected of fixture.operations) {
        if (JSON.stringify(expected).includes('solana:')) continue;
        const body = await until<OperationAnswer>(
          `/v1/operations/${String(expected['id'])}`,
          (said) => !isCovered(said) || said.final === expected['final'],
        );
        const isSeen = isCovered(body);
        expect(body).toMatchObject({
          id: expected['id'],
          kind: expected['kind'],
          status: expected['status'],
          ...(isSeen && {
            stage: expected['stage'],
            final: expected['final'],
            coverage: expected['coverage'],
          }),
          sender: expected['sender'] ?? null,
          recipient: expected['recipient'] ?? null,
          details: expected['details'],
        });
      }
    }
  });

  test(
    'a transfer is found complete by either of its transactions',
    { timeout: 300_000 },
    async () => {
      const { until } = await aMidflight(logsOf(burn, mint));
      for (const tx of [burn, mint]) {
        const { matches } = await until<{ matches: { operation: OperationAnswer }[] }>(
          `/v1/lookup?tx=${tx}`,
          (said) => said.matches.some(({ operation }) => operation.final),
        );
        expect(matches.map(({ operation }) => operation)).toMatchObject([
          {
            id: 'cctp:v1:7:104742',
            status: 'complete',
            final: true,
            origin: { name: 'polygon', time: '2024-05-29T08:21:20.000Z' },
            destination: { name: 'arbitrum', time: '2024-05-29T08:35:22.000Z' },
            sent: { amount: '4253283606' },
            received: { amount: '4253283606' },
          },
        ]);
      }
    },
  );

  test(
    'a mint alone proves its burn where the origin is not indexed',
    { timeout: 300_000 },
    async () => {
      const { until } = await aMidflight(logsOf(mint));
      const body = await until<OperationAnswer>(
        '/v1/operations/cctp:v1:7:104742',
        ({ status }) => status === 'complete',
      );
      expect(body).toMatchObject({
        status: 'complete',
        coverage: 'destination_only',
        origin: { chain: 'eip155:137', transaction: null },
        completion: { requires: [{ step: 'receive' }], missing: [] },
      });
    },
  );
});
