import type { ChainId } from '../core/chain.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import type { HealthPolicy } from '../core/health.ts';
import { clockOf, concerns, obstacleOf, withCarriers } from '../core/reading.ts';
import type { Queryable } from '../db/pool.ts';
import { readSight } from '../db/read-sight.ts';

/** How much is seen of the chains. */
export interface AlertSight {
  /** Whether what a wait is for may have happened without our seeing it, or could not happen. */
  isBlind: (protocol: string, chain: ChainId | null, since: Date) => boolean;
  /**
   * Chain time (Unix seconds) through which a chain is read for a protocol from `since` on; null where we are blind there.
   *
   * @param since chain time, Unix seconds
   */
  readThrough: (protocol: string, chain: ChainId, since: number) => number | null;
  /** Chain time through which a chain's newest blocks are read, of the protocol that is behind most; null where none is read. */
  readTime: (chain: ChainId) => number | null;
}

/** A hole that ends so near to the head is one of the head: what lies deeper is history that is still being read. */
const NEAR_HEAD_SECONDS = 60;

/** Looks at what is read, as verdicts about time do. */
export async function alertSight(
  db: Queryable,
  { now, protocols, health }: { now: Date; protocols: RulesByProtocol; health: HealthPolicy },
): Promise<AlertSight> {
  const { readings: own, oldestMark } = await readSight(db);
  const readings = new Map([...own, ...withCarriers(own, protocols)]);
  const at = now.getTime() / 1_000;
  const obstacle = (protocol: string, chain: ChainId) =>
    obstacleOf(readings.get(protocol)?.get(chain), { now: at, oldestMark, policy: health });
  return {
    isBlind: (protocol, chain, since) => {
      const found = chain && obstacle(protocol, chain);
      return found ? concerns(found, since.getTime() / 1_000) : false;
    },
    readThrough: (protocol, chain, since) => {
      const reading = readings.get(protocol)?.get(chain);
      const found = obstacle(protocol, chain);
      return reading && !(found && concerns(found, since)) ? clockOf(reading, since) : null;
    },
    readTime: (chain) => {
      const times = [...own.values()].flatMap((chains) => {
        const reading = chains.get(chain);
        return reading ? [clockOf(reading, reading.head - NEAR_HEAD_SECONDS)] : [];
      });
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}
