import type { ChainId } from '../../chain.ts';
import type { Finding, Severity } from '../alert.ts';
import { sayDuration } from '../say-duration.ts';
import { stallAfter, usualGap, type StallBounds } from '../stall-after.ts';
import type { ChainFacts } from './chain-facts.ts';

/** After how many seconds single chains stand still, whatever their pace; false for never. */
export type StallByChain = Readonly<Record<ChainId, number | false>>;

export interface StalledOptions extends StallBounds {
  chains: StallByChain;
  severity: Severity;
}

/** For how long the nodes of a chain have shown no new block, in seconds, up to when they answered last; null if it shows none. */
export function standstillOf({
  headTime,
  seenAt,
  movedAt,
}: Pick<ChainFacts, 'headTime' | 'seenAt' | 'movedAt'>): number | null {
  // What came since it answered last, nobody knows. A head that moves is late, and no standstill.
  return headTime === null || seenAt === null
    ? null
    : seenAt - Math.max(headTime, movedAt ?? headTime);
}

/** One finding for each chain whose nodes answer, and have shown no new block for longer than its own pace allows. */
export function decideChainStalled(
  chains: readonly ChainFacts[],
  {
    gapsOf,
    blindSeconds,
    now,
    severity,
    chains: byChain,
    ...bounds
  }: StalledOptions & {
    /** Seconds from block to block, of the newest ones that are stored. */
    gapsOf: (chain: ChainId) => readonly number[];
    /** A chain that has not answered for so long is not judged. */
    blindSeconds: number;
    now: number;
  },
): Finding[] {
  return chains.flatMap((facts) => {
    const { chain, name, seenAt } = facts;
    const age = standstillOf(facts);
    if (age === null || seenAt === null || now - seenAt > blindSeconds) return [];
    const set = byChain[chain];
    const gaps = gapsOf(chain);
    const after = set === false ? null : (set ?? stallAfter(gaps, bounds));
    if (after === null || age < after) return [];
    const usual = usualGap(gaps);
    const pace = usual > 0 ? `; usually one comes every ${sayDuration(Math.max(1, usual))}` : '';
    return [
      {
        rule: 'chain_stalled' as const,
        subject: chain,
        severity,
        lane: null,
        chain,
        operation: null,
        text: {
          title: `No new blocks: ${name}`,
          happened: `The nodes of ${name} answer, and have shown no new block for ${sayDuration(age)}${pace}.`,
          pending: 'Whatever is awaited there waits for its blocks.',
          value: null,
          action: `See the chain's status page. If it makes blocks, the configured endpoints stand still: add another one. If it makes them on demand alone, set alerts.rules.chain_stalled.chains['${chain}'] to false.`,
        },
      },
    ];
  });
}
