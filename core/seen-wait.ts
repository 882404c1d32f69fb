import type { ChainId } from './chain.ts';
import type { HealthPolicy } from './health.ts';
import type { Wait } from './judge.ts';
import { clockOf, concerns, obstacleOf, type Obstacle, type Reading } from './reading.ts';

/** How much we see of what a wait is for. Times in Unix seconds. */
export interface SeenWait {
  /** Chain time through which the awaited chain is read, 0 if it is not; where none is awaited, the wait's beginning: no time passes. */
  clock: number;
  /** What keeps us from saying anything of it now; null if nothing does. */
  obstacle: Obstacle | null;
}

/**
 * What we see of the chain by whose clock a wait is judged.
 *
 * @param clockChain see `waitOf`
 * @param readings those of the operation's protocol, with its carriers'
 * @param now by our clock
 */
export function seenWait(
  { wait, clockChain }: { wait: Pick<Wait, 'stage' | 'since'>; clockChain: ChainId | null },
  readings: ReadonlyMap<ChainId, Reading> | undefined,
  { now, policy }: { now: number; policy: HealthPolicy },
): SeenWait {
  if (clockChain === null) return { clock: wait.since, obstacle: null };
  const reading = readings?.get(clockChain);
  // What is awaited of an origin that was not seen is older than what was seen.
  const from = wait.stage === 'awaiting_origin' ? null : wait.since;
  const obstacle = obstacleOf(reading, { now, oldestMark: null, policy });
  return {
    clock: reading ? clockOf(reading, from) : 0,
    obstacle: obstacle && concerns(obstacle, from) ? obstacle : null,
  };
}
