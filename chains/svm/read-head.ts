import type { Head, SvmChainDefinition } from '../../core/chain.ts';
import type { Header } from '../../core/header.ts';
import { headerOf, readBlockAtOrBelow } from './read-header.ts';
import type { SvmRpc } from './rpc.ts';

/**
 * Reads the newest block that nodes serve, which is a confirmed one, and the heights by the chain's rules. See
 * docs/decisions/0012 for why none below that commitment is read.
 */
export async function readHead(
  rpc: SvmRpc,
  { name: chainName, finality }: SvmChainDefinition,
): Promise<Header & Head> {
  const newest = await rpc.slot('confirmed');
  // What is final is asked for second: at the moment of the head, or later.
  const [block, final] = await Promise.all([
    readBlockAtOrBelow({ rpc, chainName }, newest),
    rpc.slot('finalized'),
  ]);
  const header = headerOf(block);
  const heights = {
    confirmed: header.number,
    // Of two nodes behind one URL, the second may be further than the first.
    finalized: final < header.number ? final : header.number,
  };
  return {
    ...header,
    safe: heights[finality.safe.commitment],
    finalized: heights[finality.finalized.commitment],
  };
}
