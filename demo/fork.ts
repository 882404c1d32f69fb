import type { Random } from './random.ts';
import type { Reorg } from './reorg.ts';
import type { SolanaChain } from './solana-chain.ts';

const keptChance = 0.7;
const deepest = 8;

/** How deep the next fork goes: mostly below the confirmed block, for what is above it nobody has been promised. */
export function pickForkDepth({ behind }: SolanaChain, random: Random): number {
  return random.whole({ min: behind.confirmed, max: deepest });
}

/** Drops the newest blocks of Solana now. Most of their transactions are sent again, for blocks to come. */
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
