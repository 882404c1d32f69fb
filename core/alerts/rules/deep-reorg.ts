import type { ChainId } from '../../chain.ts';
import type { Finding, Severity } from '../alert.ts';

/** Reorgs of a chain within the window that is looked at, and whether one went below what was final. */
export interface ReorgFacts {
  chain: ChainId;
  name: string;
  count: number;
  deepest: number;
  /** The height that it fell back to. */
  ancestor: string;
  /** An incident is open: final blocks were taken back. A person closes it. */
  isFinalityViolated: boolean;
}

/**
 * One finding for each chain with a reorg that is deeper than usual, or of final blocks. The latter is an alert of its own: who is
 * told of critical ones alone was not told of a deep one before.
 */
export function decideDeepReorg(
  chains: readonly ReorgFacts[],
  { depthMin, severity }: { depthMin: number; severity: Severity },
): Finding[] {
  return chains
    .filter(({ deepest, isFinalityViolated }) => deepest >= depthMin || isFinalityViolated)
    .map(({ chain, name, deepest, ancestor, isFinalityViolated }) => ({
      rule: 'deep_reorg' as const,
      subject: isFinalityViolated ? `${chain} final` : chain,
      severity: isFinalityViolated ? ('critical' as const) : severity,
      lane: null,
      chain,
      operation: null,
      text: {
        title: isFinalityViolated ? `Final blocks taken back: ${name}` : `Deep reorg: ${name}`,
        happened: `${name} took back ${deepest} blocks, down to ${ancestor}${isFinalityViolated ? ', below what it had called final' : ''}.`,
        pending: isFinalityViolated
          ? 'Nothing above that height counts as finalized until the incident is closed.'
          : 'What was in those blocks is shown as orphaned until it comes again.',
        value: null,
        action: isFinalityViolated
          ? 'See whether the nodes are right, then: npm run incidents -- --close <chain>.'
          : 'Nothing needs to be done if the chain goes on. Wait for finality before you rely on what was just delivered there.',
      },
    }));
}
