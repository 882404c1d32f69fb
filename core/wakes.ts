import type { ChainId } from './chain.ts';
import { unreadFrom } from './inclusion.ts';
import type { LegView } from './operation.ts';
import type { Slot } from './slots.ts';
import type { World } from './world.ts';

/**
 * When a fold must be done again though no new leg comes: once it is certain what a chain's blocks hold up to this height,
 * or through this time (Unix seconds).
 */
export type Wake = { protocol: string; chain: ChainId } & ({ number: bigint } | { time: number });

/** True if what is certain of its chain has come that far. */
export function isDue(wake: Wake, certain: { number: bigint; time: number }): boolean {
  return 'number' in wake ? certain.number >= wake.number : certain.time > wake.time;
}

/**
 * What an operation's next fold waits for beside new legs and moving heads. None of them is due in the world that the fold
 * saw: to fold again for one that is due always changes something.
 */
export function wakesOf(
  protocol: string,
  slots: readonly Slot[],
  legs: readonly LegView[],
  origin: { chain: ChainId | null; decidedAt: number | null },
  { checkpoints }: World,
): Wake[] {
  const lost = legs.flatMap(({ inclusion, at }): Wake[] => {
    if (inclusion !== 'orphaned' || !at) return [];
    // What is unread may bring it again: it is missing only when that is read too.
    const unread = unreadFrom(checkpoints.get(protocol)?.get(at.chain), at.blockNumber);
    return [{ protocol, chain: at.chain, number: unread ?? at.blockNumber }];
  });
  const late = slots.flatMap(({ clock, deadline, isMissed, isDone }): Wake[] => {
    if (clock === null || deadline === null || isMissed || isDone) return [];
    const wake = { protocol, chain: clock, time: deadline };
    const certain = checkpoints.get(protocol)?.get(wake.chain)?.certain;
    // A leg that is in time and not firm yet: it gets firm, or a reorg takes it, and either is told.
    return certain && isDue(wake, certain) ? [] : [wake];
  });
  const { chain, decidedAt } = origin;
  const source: Wake[] = chain && decidedAt !== null ? [{ protocol, chain, time: decidedAt }] : [];
  return [...lost, ...late, ...source];
}
