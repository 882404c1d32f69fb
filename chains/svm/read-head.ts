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
  const [newest, final] = await Promise.all([rpc.slot('confirmed'), rpc.slot('finalized')]);
  const header = headerOf(await readBlockAtOrBelow({ rpc, chainName }, newest));
  const heights = {
    confirmed: header.number,
    // Of two nodes behind one URL the one may be further than the other.
    finalized: final < header.number ? final : header.number,
  };
  return {
    ...header,
    safe: heights[finality.safe.commitment],
    finalized: heights[finality.finalized.commitment],
  };
}
