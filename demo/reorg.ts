import type { Hex } from 'viem';

import { every } from './every.ts';
import type { Loop } from './every.ts';
import { makeFork, pickForkDepth } from './fork.ts';
import type { Random } from './random.ts';
import type { Client } from './wallet.ts';
import type { LocalChain, World } from './world.ts';

const firstAfterMs = 25_000;
const secondAfterMs = 12_000;
const restMs = { min: 40_000, max: 70_000 };
const solanaEvery = 3;
const deepChance = 0.4;
const keptChance = 0.7;

/**
 * How a chain changes its mind. `reordered`: most of the dropped transactions are in the new blocks too, at other places;
 * `emptied`: the new blocks are empty; `shortened`: the head falls back and grows again. Solana is `forked`: the dropped
 * slots stay without blocks, and some of their transactions come again in later ones.
 */
type EvmManner = 'reordered' | 'emptied' | 'shortened';
type Manner = EvmManner | 'forked';

/** One reorg that we made. */
export interface Reorg {
  readonly chain: { readonly name: string };
  readonly manner: Manner;
  /** How many blocks were replaced. */
  readonly depth: number;
  /** True if it reached below the safe block: what was confirmed is not so any more. */
  readonly isDeep: boolean;
  readonly transactions: number;
  readonly head: number;
  readonly time: Date;
}

export interface ReorgOptions {
  readonly world: World;
  readonly onReorg: (reorg: Reorg) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Replaces the newest blocks of one chain, about once a minute, never a finalized one. The first reorg is deep and hits the
 * busiest EVM chain, so that a short demo shows an operation fall back; the second one comes soon after, and it and each
 * third from there are Solana's.
 */
export function startReorgs({ world, onReorg, onError }: ReorgOptions): Loop {
  const random = world.random.fork('reorg');
  const chains = [...world.chains, world.hub];
  return every({
    restMs: (round) => [firstAfterMs, secondAfterMs][round] ?? random.between(restMs),
    async run(round) {
      if (round % solanaEvery === 1) {
        const { solana } = world;
        const isFelt = round < solanaEvery || random.chance(deepChance);
        const depth = await pickForkDepth({ chain: solana, isFelt, random });
        onReorg(await makeFork({ chain: solana, depth, random }));
        return;
      }
      const chain = round === 0 ? await busiest(chains) : random.pick(chains);
      const isDeep = round === 0 || random.chance(deepChance);
      const manner = round === 0 ? 'emptied' : pickManner(random);
      onReorg(
        await makeReorg({ chain, manner, depth: pickDepth({ chain, isDeep, random }), random }),
      );
    },
    onError,
  });
}

/** Makes one reorg now. Blocks keep coming and clocks stay right after it. */
export async function makeReorg(parts: {
  chain: LocalChain;
  manner: EvmManner;
  depth: number;
  random: Random;
}): Promise<Reorg> {
  const { chain, manner, depth, random } = parts;
  const { client } = chain;
  const head = Number(await client.getBlockNumber());
  const dropped = await rawTransactions(client, { head, depth });

  switch (manner) {
    case 'reordered':
      await ask(client, 'anvil_reorg', [depth, rearrange(dropped, depth, random)]);
      break;
    case 'emptied':
      await ask(client, 'anvil_reorg', [depth, []]);
      break;
    case 'shortened':
      await ask(client, 'anvil_rollback', [depth]);
      break;
  }
  // anvil goes on counting from the time of the common block; without this the chain would lag further with each reorg.
  await ask(client, 'anvil_setTime', [Math.floor(Date.now() / 1_000)]);

  return {
    chain,
    manner,
    depth,
    isDeep: depth > chain.behind.safe,
    transactions: dropped.length,
    head,
    time: new Date(),
  };
}

function pickManner(random: Random): EvmManner {
  const dice = random.next();
  if (dice < 0.55) return 'reordered';
  return dice < 0.8 ? 'emptied' : 'shortened';
}

function pickDepth(parts: { chain: LocalChain; isDeep: boolean; random: Random }): number {
  const { chain, isDeep, random } = parts;
  const { safe, finalized } = chain.behind;
  // One block short of the finalized one: a promise of finality holds even if a block comes while we count.
  const range = isDeep ? { min: safe + 1, max: finalized - 1 } : { min: 1, max: Math.min(3, safe) };
  return random.whole(range);
}

/** Drops some, and gives the rest a block each, in an order that respects nonces. Offsets count from the first new block. */
function rearrange(raw: readonly Hex[], depth: number, random: Random): [Hex, number][] {
  const kept = raw.filter(() => random.chance(keptChance));
  const offsets = kept.map(() => random.whole({ min: 0, max: depth - 1 })).sort((a, b) => a - b);
  return kept.map((transaction, index) => [transaction, offsets[index] ?? 0]);
}

/** The chain with the most transactions between its finalized block and its head. */
async function busiest(chains: readonly LocalChain[]): Promise<LocalChain> {
  const counted = await Promise.all(
    chains.map(async (chain) => {
      const head = Number(await chain.client.getBlockNumber());
      const depth = chain.behind.finalized - 1;
      return { chain, count: (await rawTransactions(chain.client, { head, depth })).length };
    }),
  );
  const [first] = counted.sort((a, b) => b.count - a.count);
  if (first === undefined) throw new Error('The world has no chains.');
  return first.chain;
}

async function rawTransactions(
  client: Client,
  { head, depth }: { head: number; depth: number },
): Promise<Hex[]> {
  const numbers = Array.from({ length: depth }, (_, index) => head - depth + 1 + index);
  const blocks = await Promise.all(
    numbers.map((number) => client.getBlock({ blockNumber: BigInt(number) })),
  );
  const hashes = blocks.flatMap((block) => block.transactions);
  return await Promise.all(
    hashes.map((hash) => ask<Hex>(client, 'eth_getRawTransactionByHash', [hash])),
  );
}

/** anvil's own methods, which viem's types do not know. */
async function ask<Result>(client: Client, method: string, params: unknown[]): Promise<Result> {
  return await client.request<{ Parameters: unknown[]; ReturnType: Result; Method: string }>({
    method,
    params,
  });
}
