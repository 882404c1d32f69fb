import type { Finding, Severity } from '../alert.ts';
import { sayDuration } from '../say-duration.ts';
import type { ChainFacts } from './chain-facts.ts';

interface BlindOptions {
  blindSeconds: number;
  severity: Severity;
  /** When an indexer said last that it runs, by our clock; null where none ever has. */
  indexerAt: number | null;
  now: number;
  /** A time in words. */
  sayTime: (seconds: number) => string;
}

/** What the alert is about if no chain is read at all. */
export const ALL_CHAINS = 'all';
const NAMED_MAX = 20;
const PENDING =
  'What happens there is not seen. No operation that waits for it is called stuck meanwhile.';

/**
 * One finding for each chain that does not answer, or whose blocks are not read; one for all if none answers: that is one fault, and
 * not one of each chain. A chain that was left is told as such, until a person has said that this is meant.
 */
export function decideIndexerBlind(
  chains: readonly ChainFacts[],
  options: BlindOptions,
): Finding[] {
  const followed = chains.filter(({ left }) => !left);
  const left = chains.flatMap((chain) => leftFinding(chain, options));
  const seen = followed.filter(({ seenAt }) => seenAt !== null);
  const isNoneRead = seen.length > 1 && seen.every((chain) => isSilent(chain, options));
  return isNoneRead
    ? [...left, allFinding(seen, options)]
    : [...left, ...followed.flatMap((chain) => ownFinding(chain, options))];
}

function isSilent({ seenAt }: ChainFacts, { blindSeconds, now }: BlindOptions): boolean {
  return seenAt !== null && now - seenAt >= blindSeconds;
}

function ownFinding(chain: ChainFacts, options: BlindOptions): Finding[] {
  const { name, headTime, readTime, seenAt } = chain;
  const { blindSeconds, now } = options;
  if (seenAt !== null && isSilent(chain, options)) {
    return [
      findingOf(chain, options, {
        title: `Not read: ${name}`,
        happened: `No endpoint of ${name} has answered for ${sayDuration(now - seenAt)}.${sayIndexer(options)}`,
        action:
          'See whether the indexer runs, and whether its endpoints answer: GET /v1/chains shows their last errors.',
      }),
    ];
  }
  const behind = headTime === null || readTime === null ? 0 : headTime - readTime;
  if (behind < blindSeconds) return [];
  return [
    findingOf(chain, options, {
      title: `Not read: ${name}`,
      happened: `What is read of ${name} is ${sayDuration(behind)} behind its newest block.`,
      action: 'See the log of the indexer for refused ranges, and whether the endpoints keep up.',
    }),
  ];
}

function leftFinding(chain: ChainFacts, options: BlindOptions): Finding[] {
  const { name, left } = chain;
  if (!left || left.isSettled) return [];
  return [
    findingOf(chain, options, {
      title: `Not followed any more: ${name}`,
      happened: `An indexer runs, and none has followed ${name} since ${options.sayTime(left.since)}: it was taken out of the configuration, or the process that followed it has ended.`,
      action: `If that is meant, close this alert: it raises none any more until it is followed again. If not, see the configuration, and the process that followed ${name}.`,
    }),
  ];
}

function allFinding(chains: readonly ChainFacts[], options: BlindOptions): Finding {
  const last = Math.max(...chains.map(({ seenAt }) => seenAt ?? 0));
  const names = chains.slice(0, NAMED_MAX).map(({ name }) => name);
  const rest = chains.length - names.length;
  return findingOf(null, options, {
    title: 'No chain is read',
    happened: `No chain has been read since ${options.sayTime(last)}: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.${sayIndexer(options)}`,
    action:
      'See whether the indexer runs, and its log; if it does, whether its network reaches the endpoints.',
  });
}

/** Whether it is the indexer, or what it asks: it says that it runs whether or not anybody answers it. */
function sayIndexer({ indexerAt, blindSeconds, now, sayTime }: BlindOptions): string {
  if (indexerAt === null) return '';
  return now - indexerAt < blindSeconds
    ? ' An indexer runs.'
    : ` No indexer has said that it runs since ${sayTime(indexerAt)}.`;
}

function findingOf(
  chain: ChainFacts | null,
  { severity }: BlindOptions,
  text: { title: string; happened: string; action: string },
): Finding {
  return {
    rule: 'indexer_blind',
    subject: chain?.chain ?? ALL_CHAINS,
    severity,
    lane: null,
    chain: chain?.chain ?? null,
    operation: null,
    text: { ...text, pending: PENDING, value: null },
  };
}
