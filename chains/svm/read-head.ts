import type { Head, SvmChainDefinition } from '../../core/chain.ts';
import type { Header } from '../../core/header.ts';
import { absent } from './absent.ts';
import { slotBelow } from './nearest-slot.ts';
import { headerOf } from './read-header.ts';
import type { SvmBlock, SvmRpc } from './rpc.ts';

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
    readNewestBlock({ rpc, chainName }, newest),
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

/** A node names its newest slot a moment before it serves the block: until then the one below is the newest. */
async function readNewestBlock(
  { rpc, chainName }: { rpc: SvmRpc; chainName: string },
  newest: bigint,
): Promise<SvmBlock> {
  const block = await rpc.block(newest);
  if (block) return block;
  const below = await slotBelow(rpc, newest);
  const found = below === null ? null : await rpc.block(below);
  if (found) return found;
  throw absent({ chainName, what: `a block at or below slot ${newest}` });
}
