import { lastHeight } from '../last-height.ts';
import { readHeader } from './read-header.ts';
import type { Rpc } from './rpc.ts';

/** Times that are remembered. */
const TIMES_MAX = 4_096;

/** Finds blocks by time. */
export interface BlocksByTime {
  /** The last block before a time (Unix seconds), up to a head; the first block of all if there is none. */
  before: (rpc: Rpc, time: number, head: bigint) => Promise<bigint>;
}

/** For one chain. It remembers times: a reorg changes one by little, and nothing here needs it exact. */
export function createBlocksByTime(chainName: string): BlocksByTime {
  const times = new Map<bigint, number>();
  const timeOf = async (rpc: Rpc, number: bigint) => {
    const known = times.get(number);
    if (known !== undefined) return known;
    const { time } = await readHeader({ rpc, chainName }, number);
    if (times.size >= TIMES_MAX) times.clear();
    times.set(number, time);
    return time;
  };
  return {
    before: (rpc, time, head) =>
      lastHeight(head, async (number) => (await timeOf(rpc, number)) < time),
  };
}
