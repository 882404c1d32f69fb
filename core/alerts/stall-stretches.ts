import type { ChainId } from '../chain.ts';
import type { Stretch } from './replay-lives.ts';
import type { StalledOptions } from './rules/chain-stalled.ts';
import { sayDuration } from './say-duration.ts';
import { stallAfter, usualGap } from './stall-after.ts';

/** The blocks of a chain that are stored, the lowest first. Times are Unix seconds. */
export interface PastBlocks {
  chain: ChainId;
  name: string;
  blocks: readonly { number: bigint; time: number }[];
  /** When it answered last, by our clock; null if it never did. */
  seenAt: number | null;
}

/** As many gaps before a standstill say how long it may last as in earnest. */
const GAPS_MAX = 512;

/** When chains would have been found to stand still, by the times of the blocks that are stored, if they were always seen. */
export function stallStretches(
  chains: readonly PastBlocks[],
  { to, chains: byChain, severity, ...bounds }: StalledOptions & { to: number },
): Stretch[] {
  return chains.flatMap(({ chain, name, blocks, seenAt }) => {
    const gaps: number[] = [];
    return blocks.flatMap((block, index): Stretch[] => {
      const next = blocks[index + 1];
      const blocksOn = next ? Number(next.number - block.number) : 1;
      const end = next?.time ?? Math.min(to, seenAt ?? block.time);
      // What lies between two that are not neighbours came at the usual pace.
      const still = end - block.time - (blocksOn - 1) * usualGap(gaps);
      const set = byChain[chain];
      const after = set === false ? null : (set ?? stallAfter(gaps, bounds));
      gaps.push((end - block.time) / blocksOn);
      if (gaps.length > GAPS_MAX) gaps.shift();
      if (after === null || still < after) return [];
      const title = `No new blocks for ${sayDuration(still)}: ${name}`;
      const text = { title, happened: title, pending: null, value: null, action: '' };
      return [
        {
          finding: {
            rule: 'chain_stalled',
            subject: chain,
            severity,
            lane: null,
            chain,
            operation: null,
            text,
          },
          from: (block.time + after) * 1_000,
          until: next ? next.time * 1_000 : null,
        },
      ];
    });
  });
}
