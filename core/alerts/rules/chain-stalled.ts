import type { Finding, Severity } from '../alert.ts';
import { sayDuration } from '../say-duration.ts';
import type { ChainFacts } from './chain-facts.ts';

/** One finding for each chain whose nodes answer, and show no new block. */
export function decideChainStalled(
  chains: readonly ChainFacts[],
  {
    stalledSeconds,
    blindSeconds,
    severity,
    now,
  }: {
    stalledSeconds: number;
    /** A chain that has not answered for so long is not judged. */
    blindSeconds: number;
    severity: Severity;
    now: number;
  },
): Finding[] {
  return chains.flatMap(({ chain, name, headTime, seenAt, movedAt }) => {
    if (headTime === null || seenAt === null || now - seenAt > blindSeconds) return [];
    // Up to when it answered last: what came since, nobody knows. A head that moves is late, and no standstill.
    const age = seenAt - Math.max(headTime, movedAt ?? headTime);
    if (age < stalledSeconds) return [];
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
          happened: `The nodes of ${name} answer, and have shown no new block for ${sayDuration(age)}.`,
          pending: 'Whatever is awaited there waits for its blocks.',
          value: null,
          action:
            "See the chain's status page. If it makes blocks, the configured endpoints stand still: add another one.",
        },
      },
    ];
  });
}
