import { isChainId, type ChainId } from '../core/chain.ts';
import type { ChainView } from '../db/chains.ts';
import type { Protocol } from '../protocols/bind.ts';

/** True for the id of a chain that is not read here, and where a protocol is that could be. */
export function isForeign(
  text: string,
  {
    chains,
    protocols,
  }: { chains: ReadonlyMap<ChainId, ChainView>; protocols: readonly Protocol[] },
): text is ChainId {
  if (!isChainId(text) || chains.has(text)) return false;
  return protocols.some((protocol) => protocol.chains.has(text));
}
