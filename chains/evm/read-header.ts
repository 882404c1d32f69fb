import { contradiction } from '../endpoints/contradiction.ts';
import { parseHeader, type EvmHeader } from './parse/header.ts';
import { toQuantity } from './parse/hex.ts';
import type { Rpc } from './rpc.ts';

/** The header of a height; throws a transient error if the node lacks it or answers with another one. */
export async function readHeader(
  { rpc, chainName }: { rpc: Rpc; chainName: string },
  number: bigint,
): Promise<EvmHeader> {
  const header = await rpc.call('eth_getBlockByNumber', [toQuantity(number), false], parseHeader);
  if (header.number !== number) throw contradiction(chainName, number);
  return header;
}
