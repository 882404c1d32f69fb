import type { Head } from './chain.ts';
import type { Inclusion, Leg } from './leg.ts';

/**
 * How firm a leg is, given what its chain shows. Only what was seen twice is `finalized`: a node's first answer about a
 * final block may have been of another fork.
 *
 * 1) reorged away, and its height not finalized since, or blocks after it not read yet: `orphaned`, it may come again.
 * 2) reorged away, and its height finalized without it: `missing`.
 * 3) canonical: by the highest rule that its block passed.
 */
export function inclusionOf(
  leg: Pick<Leg, 'at' | 'canonical' | 'verified'>,
  head: Head | undefined,
): Inclusion {
  const isPast = (height: bigint | null | undefined) =>
    height !== null && height !== undefined && leg.at.blockNumber <= height;
  if (!leg.canonical) {
    const mayBeUnread = head?.unread?.some(({ to }) => to >= leg.at.blockNumber) ?? false;
    return isPast(head?.finalized) && !mayBeUnread ? 'missing' : 'orphaned';
  }
  if (leg.verified && isPast(head?.finalized)) return 'finalized';
  return isPast(head?.safe) || isPast(head?.finalized) ? 'confirmed' : 'included';
}

/** True if a leg passed its chain's safe rule, so that it counts towards completion. */
export function isFirm(inclusion: Inclusion): boolean {
  return inclusion === 'confirmed' || inclusion === 'finalized';
}
