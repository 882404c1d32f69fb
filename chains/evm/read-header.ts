import type { Header } from '../../core/header.ts';
import { contradiction } from './contradiction.ts';
import type { Rpc } from './rpc.ts';
import { headerSchema, toQuantity } from './schemas.ts';

/** The header of a height; throws a transient error if the node lacks it or answers with another one. */
export async function readHeader(
  { rpc, chainName }: { rpc: Rpc; chainName: string },
  number: bigint,
): Promise<Header> {
  const header = await rpc.call('eth_getBlockByNumber', [toQuantity(number), false], headerSchema);
  if (header.number !== number) throw contradiction(chainName, number);
  return header;
}
