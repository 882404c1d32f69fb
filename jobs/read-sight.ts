import type { ChainId } from '../core/chain.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { readChainFacts } from '../db/alert-facts/read-chain-facts.ts';
import type { Queryable } from '../db/pool.ts';

/** How much is seen of the chains. */
export interface Sight {
  /** Whether what a wait is for may have happened without our seeing it, or could not happen. */
  isBlind: (protocol: string, chain: ChainId | null, since: Date) => boolean;
  /** Chain time (Unix seconds) through which a chain is read for a protocol; null where we are blind there. */
  readThrough: (protocol: string, chain: ChainId) => number | null;
  /** The same for all protocols that are read there; null where none is. */
  readTime: (chain: ChainId) => number | null;
}

const BLIND_SECONDS = 300;

export async function readSight(
  db: Queryable,
  { now }: { now: Date; protocols: RulesByProtocol },
): Promise<Sight> {
  const at = now.getTime() / 1_000;
  const chains = new Map((await readChainFacts(db)).map((facts) => [facts.chain, facts]));
  const headTime = (chain: ChainId) => {
    const facts = chains.get(chain);
    if (!facts || facts.headTime === null || facts.seenAt === null) return null;
    return at - facts.headTime > BLIND_SECONDS ? null : facts.headTime;
  };
  return {
    isBlind: (_protocol, chain) => chain !== null && headTime(chain) === null,
    readThrough: (_protocol, chain) => headTime(chain),
    readTime: (chain) => headTime(chain),
  };
}
