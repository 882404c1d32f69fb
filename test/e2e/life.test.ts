import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import type { Hex } from 'viem';
import type { OperationAnswer } from '../../api/schemas/operation.ts';
import { startAnvil } from '../../demo/anvil.ts';
import { approve, callContract, deployAxelar, execute, readCalls } from '../../demo/axelar.ts';
import type { Axelar, ContractCall } from '../../demo/axelar.ts';
import { createDatabase } from '../database.ts';
import { startGate } from '../gate.ts';
import { product } from '../product.ts';

// Two anvil chains with Axelar's own contracts, and Midflight beside them as a process. Blocks come when the test says.

const SAFE_DEPTH = 1;
const FINALIZED_DEPTH = 3;

async function aChain(chainId: number, chainName: string) {
  const anvil = await startAnvil({ chainId });
  onTestFinished(() => anvil.stop());
  const axelar = await deployAxelar({ url: anvil.url, chainId, chainName });
  const gate = await startGate(anvil.url);
  return {
    ...gate,
    axelar,
    mine: (blocks: number) => rpc(axelar, 'anvil_mine', [`0x${blocks.toString(16)}`]),
  };
}

const rpc = (axelar: Axelar, method: string, params: unknown[]) =>
  axelar.client.request({ method, params } as never);

type Chain = Awaited<ReturnType<typeof aChain>>;

async function aWorld(env: Record<string, string>) {
  const origin = await aChain(31_337, 'alpha');
  const destination = await aChain(31_338, 'beta');
  const configOf = ({ url, axelar }: Chain) => ({
    name: axelar.chainName,
    rpc: [url],
    startBlock: 0,
    blockTimeMs: 400,
    finality: { safe: { depth: SAFE_DEPTH }, finalized: { depth: FINALIZED_DEPTH } },
  });
  const midflight = await product(env, {
    chains: { 'eip155:31337': configOf(origin), 'eip155:31338': configOf(destination) },
    protocols: {
      axelar: {
        deployments: {
          'eip155:31337': { chainName: 'alpha', gateway: origin.axelar.gateway },
          'eip155:31338': { chainName: 'beta', gateway: destination.axelar.gateway },
        },
      },
    },
  });
  await midflight.start();

  /** Sends a call and gives it with the id that Axelar knows it by. */
  const send = async (payload: Hex): Promise<{ call: ContractCall; path: string }> => {
    const { hash } = await callContract({
      origin: origin.axelar,
      destination: destination.axelar,
      payloads: [payload],
    });
    // anvil answers before the block is there.
    const [call] = await vi.waitFor(async () => {
      const calls = await readCalls(origin.axelar, hash);
      if (!calls) throw new Error('the call is in no block');
      return calls;
    }, 5_000);
    if (!call) throw new Error('the transaction made no call');
    return { call, path: `/v1/operations/axelar:${call.transaction}-${call.eventIndex}` };
  };
  const reaches = (path: string, status: string, stage: string) =>
    midflight.until<OperationAnswer>(
      path,
      (body) => body.status === status && body.stage === stage,
    );
  return { origin, destination, midflight, send, reaches };
}

const historyOf = async ({ midflight }: Awaited<ReturnType<typeof aWorld>>, path: string) => {
  interface Transition {
    from: string | null;
    to: string;
    stageTo: string;
    cause: { type: string; chainName: string; depth?: number };
  }
  const { body } = await midflight.get<{ transitions: Transition[] }>(`${path}/history`);
  return body.transitions;
};

const backends: [string, () => Promise<Record<string, string>> | Record<string, string>][] = [
  ['queues in Postgres', async () => ({ DATABASE_URL: (await createDatabase()).url })],
];
if (inject('redisUrl')) {
  backends.push([
    'queues in Redis',
    async () => ({
      DATABASE_URL: (await createDatabase()).url,
      REDIS_URL: inject('redisUrl') ?? '',
    }),
  ]);
}

describe.each(backends)('with %s', (_, env) => {
  test(
    'a call is pending, confirmed and complete, each only when its own chains say so',
    { timeout: 300_000 },
    async () => {
      const world = await aWorld(await env());
      const { origin, destination, midflight, send, reaches } = world;
      const { call, path } = await send('0x01');
      const pending = await reaches(path, 'pending', 'origin_included');
      expect(pending.pending).toMatchObject({ step: 'call', chainName: 'alpha' });

      await origin.mine(SAFE_DEPTH);
      const waiting = await reaches(path, 'confirmed', 'awaiting_attestation');
      expect(waiting).toMatchObject({
        terminal: false,
        pending: { step: 'approval', chainName: 'beta' },
        nextAction: { who: "Axelar's operators" },
        completion: { missing: ['approval', 'execution'] },
      });

      await approve(destination.axelar, [call]);
      await reaches(path, 'confirmed', 'attestation_included');
      await destination.mine(SAFE_DEPTH);
      const approved = await reaches(path, 'confirmed', 'awaiting_relay');
      expect(approved.pending).toMatchObject({ step: 'execution' });

      const { hash } = await execute(destination.axelar, call);
      const included = await reaches(path, 'confirmed', 'destination_included');
      expect(included.terminal).toBe(false);
      await destination.mine(SAFE_DEPTH);
      const complete = await reaches(path, 'complete', 'delivered');
      expect(complete).toMatchObject({
        terminal: true,
        pending: null,
        completion: { missing: [] },
        origin: { name: 'alpha', transaction: call.transaction },
        destination: { name: 'beta', transaction: hash },
      });

      await origin.mine(FINALIZED_DEPTH);
      await destination.mine(FINALIZED_DEPTH);
      await midflight.until<OperationAnswer>(path, ({ final }) => final);
      const found = await midflight.get<{ matches: { matched: { step: string } }[] }>(
        `/v1/lookup?tx=${hash}`,
      );
      expect(found.body.matches.map(({ matched }) => matched.step)).toEqual(['execution']);
    },
  );

  test('a delivery that is seen before its origin waits for it', { timeout: 300_000 }, async () => {
    const { origin, destination, midflight, send, reaches } = await aWorld(await env());
    origin.shut();
    const { call, path } = await send('0x02');
    await approve(destination.axelar, [call]);
    await execute(destination.axelar, call);
    await destination.mine(FINALIZED_DEPTH);
    const early = await midflight.until<OperationAnswer>(
      path,
      ({ completion }) => completion.missing.join() === 'call',
    );
    expect(early).toMatchObject({
      status: 'pending',
      stage: 'awaiting_origin',
      origin: { name: 'alpha', transaction: null },
      pending: { step: 'call' },
      nextAction: { mover: 'operator' },
    });
    await origin.mine(SAFE_DEPTH);
    origin.open();
    const late = await reaches(path, 'complete', 'delivered');
    expect(late.id).toBe(early.id);
    expect(
      (await midflight.get<{ operations: object[] }>('/v1/operations')).body.operations,
    ).toHaveLength(1);
  });

  test(
    'a reorg takes a delivery back, and its re-inclusion gives it again',
    { timeout: 300_000 },
    async () => {
      const world = await aWorld(await env());
      const { origin, destination, send, reaches } = world;
      const { call, path } = await send('0x03');
      await origin.mine(SAFE_DEPTH);
      await approve(destination.axelar, [call]);
      const { hash, raw } = await execute(destination.axelar, call);
      await reaches(path, 'confirmed', 'destination_included');
      await destination.mine(SAFE_DEPTH);
      await reaches(path, 'complete', 'delivered');

      await rpc(destination.axelar, 'anvil_reorg', [1 + SAFE_DEPTH, []]);
      const fallen = await reaches(path, 'confirmed', 'destination_orphaned');
      expect(fallen).toMatchObject({ terminal: false, destination: { transaction: null } });
      expect(fallen.happened.find(({ step }) => step === 'execution')).toMatchObject({
        inclusion: 'orphaned',
        outcome: 'unknown',
        transaction: hash,
      });

      await rpc(destination.axelar, 'eth_sendRawTransaction', [raw]);
      await reaches(path, 'confirmed', 'destination_included');
      await destination.mine(SAFE_DEPTH);
      const risen = await reaches(path, 'complete', 'delivered');
      expect(risen.destination?.transaction).toBe(hash);
      const falls = (await historyOf(world, path)).filter(
        // Further legs of a complete operation get firmer one after the other.
        ({ from, to }) => from !== to && (from === 'complete' || to === 'complete'),
      );
      expect(falls.map(({ from, to, cause }) => [from, to, cause.type])).toEqual([
        ['confirmed', 'complete', 'head'],
        ['complete', 'confirmed', 'reorg'],
        ['confirmed', 'complete', 'head'],
      ]);
      expect(falls[1]?.cause).toMatchObject({ chainName: 'beta', depth: 1 + SAFE_DEPTH });
    },
  );
});
