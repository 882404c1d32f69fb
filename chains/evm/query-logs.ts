import { MidflightError } from '../../core/errors.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Asked } from './asked.ts';
import type { EvmHeader } from './parse/header.ts';
import { toQuantity } from './parse/hex.ts';
import { parseLogs, type EvmLog } from './parse/log.ts';
import type { Rpc } from './rpc.ts';

/** What of a block or a range is asked for. */
type Wanted = Pick<Asked, 'emitters' | 'topics' | 'anywhere'>;

/** The logs of a range of heights, both ends included. */
export function queryRange(
  rpc: Rpc,
  { from, to }: { from: bigint; to: bigint },
  wanted: Wanted,
): Promise<EvmLog[]> {
  return query(rpc, { fromBlock: toQuantity(from), toBlock: toQuantity(to) }, wanted);
}

/** The logs of the very block; by its height, where the node cannot find a block's logs by its hash. */
export async function queryBlock(
  rpc: Rpc,
  { number, hash }: EvmHeader,
  wanted: Wanted,
): Promise<EvmLog[]> {
  try {
    return await query(rpc, { blockHash: hash }, wanted);
  } catch (error) {
    // That it has not got the block is what some nodes say of every block that is asked for by its hash.
    if (!isUnserved(error) && !isAbsent(error)) throw error;
    return queryRange(rpc, { from: number, to: number }, wanted);
  }
}

/** One request; a second one, at the same time, where something is wanted whoever emits it. */
async function query(
  rpc: Rpc,
  where: Record<string, string>,
  { emitters, topics, anywhere }: Wanted,
): Promise<EvmLog[]> {
  const ask = (filter: Record<string, string | readonly (Hex | readonly Hex[])[]>) =>
    rpc.call('eth_getLogs', [{ ...where, ...filter }], parseLogs);
  // An empty list would stand for any emitter, or any topic.
  const hasOwn = emitters.length > 0 && topics.length > 0;
  const answers = await Promise.all([
    ...(hasOwn ? [ask({ address: emitters, topics: [topics] })] : []),
    ...(anywhere.length > 0 ? [ask({ topics: [anywhere] })] : []),
  ]);
  return answers.flat();
}

/** True if the node answers, but not to so much: fewer blocks may do. */
export const isRefused = (error: unknown): boolean =>
  error instanceof MidflightError && error.code === 'rpc_refused';

/** True if that may only be because it is asked too often. */
export const mayBeTooOften = (error: unknown): boolean =>
  error instanceof MidflightError && error.context['mayBeRateLimit'] === true;

/** True if the node has not got the block, or says so. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof MidflightError && error.context['isAbsent'] === true;

/** True if the node answers, but not to this: another method may do. */
export const isUnserved = (error: unknown): boolean =>
  isRefused(error) || (error instanceof MidflightError && error.code === 'rpc_method_missing');
