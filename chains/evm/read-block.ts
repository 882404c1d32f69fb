import { MidflightError } from '../../core/errors.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import { arrangeLogs } from './arrange-logs.ts';
import type { Asked } from './asked.ts';
import type { EvmHeader } from './parse/header.ts';
import type { EvmLog } from './parse/log.ts';
import { isUnserved, queryBlock } from './query-logs.ts';
import { readHeavyBlock } from './read-heavy-block.ts';
import { readReceiptLogs } from './read-receipts.ts';
import type { Rpc } from './rpc.ts';

/** The wanted logs of one block, in their order, as an endpoint's index of logs has them. */
export async function readBlock(
  { rpc, chainName }: { rpc: Rpc; chainName: string },
  header: EvmHeader,
  asked: Asked,
): Promise<EvmLog[]> {
  const answer = await queryBlock(rpc, header, asked).catch((error: unknown) => {
    if (!isUnserved(error)) throw error;
    return readHeavyBlock({ rpc, chainName }, header, asked);
  });
  return arrangeBlock(answer, header, asked, chainName);
}

/**
 * The same as its receipts have them; null where the endpoint serves none, or none that are the block's.
 *
 * @param options.isOneRequest not one by one: that is a request for each transaction
 */
export async function readBlockByReceipts(
  { rpc, chainName }: { rpc: Rpc; chainName: string },
  header: EvmHeader,
  asked: Asked,
  options?: { isOneRequest?: boolean },
): Promise<EvmLog[] | null> {
  try {
    const answer = await readReceiptLogs({ rpc, chainName }, header, asked, options);
    return arrangeBlock(answer, header, asked, chainName);
  } catch (error) {
    if (!(error instanceof MidflightError) || error.code === 'rpc_unreachable') throw error;
    return null;
  }
}

function arrangeBlock(
  answer: readonly EvmLog[],
  { number, hash }: EvmHeader,
  asked: Asked,
  chainName: string,
): EvmLog[] {
  const logs = arrangeLogs(answer, { from: number, to: number }, asked, chainName);
  if (logs.some(({ blockHash }) => blockHash !== hash)) throw contradiction(chainName, number);
  return logs;
}
