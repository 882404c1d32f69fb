import type { Finding, Severity } from '../alert.ts';
import { sayDuration } from '../say-duration.ts';
import type { ChainFacts } from './chain-facts.ts';

/** One finding for each chain that does not answer, or whose blocks are not read. */
export function decideIndexerBlind(
  chains: readonly ChainFacts[],
  { blindSeconds, severity, now }: { blindSeconds: number; severity: Severity; now: number },
): Finding[] {
  return chains.flatMap(({ chain, name, headTime, seenAt, readTime }) => {
    const silence = seenAt === null ? null : now - seenAt;
    const behind = headTime === null || readTime === null ? 0 : headTime - readTime;
    const isSilent = silence !== null && silence >= blindSeconds;
    if (!isSilent && behind < blindSeconds) return [];
    return [
      {
        rule: 'indexer_blind' as const,
        subject: chain,
        severity,
        lane: null,
        chain,
        operation: null,
        text: {
          title: `Not read: ${name}`,
          happened: isSilent
            ? `No endpoint of ${name} has answered for ${sayDuration(silence)}.`
            : `What is read of ${name} is ${sayDuration(behind)} behind its newest block.`,
          pending:
            'What happens there is not seen. No operation that waits for it is called stuck meanwhile.',
          value: null,
          action: isSilent
            ? 'See whether the indexer runs, and whether its endpoints answer: GET /v1/chains shows their last errors.'
            : 'See the log of the indexer for refused ranges, and whether the endpoints keep up.',
        },
      },
    ];
  });
}
