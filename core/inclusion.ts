import type { Inclusion, Leg } from './leg.ts';
import type { Checkpoint, World } from './world.ts';

/**
 * How firm a leg is, given what its chain shows. Only what was seen twice is `finalized`: a node's first answer about a
 * final block may have been of another fork.
 *
 * 1) reorged away, and it is not certain yet what is at its height, or blocks after it are unread: `orphaned`, it may come
 *    again.
 * 2) reorged away, and certainly not there: `missing`.
 * 3) canonical: by the highest rule that its block passed.
 */
export function inclusionOf(
  leg: Pick<Leg, 'at' | 'canonical' | 'verified' | 'protocol'>,
  { heads, checkpoints }: World,
): Inclusion {
  const { chain, blockNumber } = leg.at;
  const head = heads.get(chain);
  const isPast = (height: bigint | null | undefined) =>
    height !== null && height !== undefined && blockNumber <= height;
  if (!leg.canonical) {
    const read = checkpoints.get(leg.protocol)?.get(chain);
    return isPast(read?.certain?.number) && unreadFrom(read, blockNumber) === null
      ? 'missing'
      : 'orphaned';
  }
  if (leg.verified && isPast(head?.finalized)) return 'finalized';
  return isPast(head?.safe) || isPast(head?.finalized) ? 'confirmed' : 'included';
}

/** The highest block from `height` on that was not read yet; null if there is none. */
export function unreadFrom(read: Checkpoint | undefined, height: bigint): bigint | null {
  const tops = (read?.unread ?? []).map(({ to }) => to).filter((to) => to >= height);
  return tops.reduce<bigint | null>((top, to) => (top === null || to > top ? to : top), null);
}

/** True if a leg passed its chain's safe rule, so that it counts towards completion. */
export function isFirm(inclusion: Inclusion): boolean {
  return inclusion === 'confirmed' || inclusion === 'finalized';
}

/** Whether a leg that changed is firm or was so before. */
export const isOfFirmLeg = (change: { from: Inclusion | null; to: Inclusion | null }): boolean =>
  [change.from, change.to].some((inclusion) => inclusion !== null && isFirm(inclusion));
