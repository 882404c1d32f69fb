import { plainText } from '../plain-text.ts';
import type { Finding, Severity } from '../alert.ts';
import type { ChainFacts } from './chain-facts.ts';

/** How many contradictions of an endpoint were known, and since when (Unix seconds); by its chain and name. */
export type KnownContradictions = Readonly<Record<string, { count: number; at: number }>>;

const TEXT_LENGTH_MAX = 300;

/**
 * One finding for each endpoint that has contradicted itself or others at least so often within a window. Its count begins anew
 * with the indexer.
 *
 * @returns also what is to be known at the next check
 */
export function decideEndpointDisagreement(
  chains: readonly ChainFacts[],
  {
    known,
    contradictionsMin,
    windowSeconds,
    severity,
    now,
  }: {
    known: KnownContradictions;
    contradictionsMin: number;
    windowSeconds: number;
    severity: Severity;
    now: number;
  },
): { findings: Finding[]; known: KnownContradictions } {
  const next: Record<string, { count: number; at: number }> = {};
  const findings = chains.flatMap(({ chain, name, endpoints }) =>
    endpoints.flatMap((endpoint) => {
      const count = endpoint.contradictions ?? 0;
      const subject = `${chain} ${endpoint.name}`;
      const before = known[subject];
      const isOld = !before || now - before.at >= windowSeconds || count < before.count;
      const base = isOld ? { count, at: now } : before;
      const more = count - (isOld ? (before?.count ?? count) : base.count);
      next[subject] = base;
      if (more < contradictionsMin) return [];
      return [
        {
          rule: 'endpoint_disagreement' as const,
          subject,
          severity,
          lane: null,
          chain,
          operation: null,
          text: {
            title: `Endpoints disagree: ${name}`,
            happened: `${endpoint.name} contradicted itself or others ${more} times within ${Math.round(windowSeconds / 60)} minutes.`,
            pending: `It said last: ${plainText(endpoint.lastError ?? 'nothing', TEXT_LENGTH_MAX)}`,
            value: null,
            action:
              'What it said is not believed. If it goes on, take it out of the configuration, or ask its provider.',
          },
        },
      ];
    }),
  );
  return { findings, known: next };
}
