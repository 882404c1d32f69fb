import { PublicKey } from '@solana/web3.js';

import type { Random } from './random.ts';
import type { Reorg } from './reorg.ts';
import type { SolanaChain } from './solana-chain.ts';

const keptChance = 0.4;
const usualMax = 8;
const deepest = 20;

/**
 * How deep the next fork goes: to the newest transfer that is confirmed if `isFelt`, else a few blocks, which may be those
 * above the confirmed one, of which nobody has been promised anything.
 */
export async function pickForkDepth(parts: {
  chain: SolanaChain;
  isFelt: boolean;
  random: Random;
}): Promise<number> {
  const { chain, isFelt, random } = parts;
  const { behind } = chain;
  const usual = random.whole({ min: behind.confirmed, max: usualMax });
  if (!isFelt) return usual;
  // A block may come while we count.
  const felt = (await blocksSinceTransfer(chain)) + behind.confirmed + 1;
  return felt <= deepest ? felt : usual;
}

/** The confirmed blocks from that of the newest transfer on. */
async function blocksSinceTransfer({ connection, cctp: { v1, v2 } }: SolanaChain): Promise<number> {
  const programs = [v1, v2].flatMap((version) => Object.values<string>({ ...version }));
  const newest = await Promise.all(
    programs.map(async (program) => {
      const key = new PublicKey(program);
      const [last] = await connection.getSignaturesForAddress(key, { limit: 1 }, 'confirmed');
      return last?.slot ?? 0;
    }),
  );
  return (await connection.getBlocks(Math.max(...newest), undefined, 'confirmed')).length;
}

/** Drops the newest blocks of Solana now. Some of their transactions are sent again at once, for the next block. */
export async function makeFork(parts: {
  chain: SolanaChain;
  depth: number;
  random: Random;
}): Promise<Reorg> {
  const { chain, depth, random } = parts;
  const { node, connection, behind } = chain;
  const { ancestorSlot, transactions } = node.fork(depth);
  for (const { raw } of transactions) {
    if (!random.chance(keptChance)) continue;
    await connection.sendRawTransaction(raw, { skipPreflight: true });
  }
  return {
    chain,
    manner: 'forked',
    depth,
    isDeep: depth > behind.confirmed,
    transactions: transactions.length,
    head: ancestorSlot,
    time: new Date(),
  };
}
