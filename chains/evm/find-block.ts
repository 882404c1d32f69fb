import { readHeader } from './read-header.ts';
import { readOldView, type View } from './read-view.ts';
import type { Rpc } from './rpc.ts';

/** How far below the head to look first: nodes without an archive have about so many states. */
const DEPTH_FIRST = 128n;

/** How far below its head a node has states, as far as it has shown. */
export interface Reach {
  served: bigint;
  unserved: bigint;
}

/** Where a view was set. */
interface Found {
  block: bigint;
  /** The node showed it as zero in the block before; else that follows from the time alone. */
  isShown: boolean;
}

/** A block below the one that is looked for, or one whose state tells nothing. */
interface Below {
  height: bigint;
  by: 'view' | 'time' | 'unserved';
}

/**
 * The block whose state is the first in which a view is set; null if it is older than the states that the node has. It takes
 * two requests for each doubling of the distance to the head, or one where a zero is remembered, and then one for each
 * halving.
 *
 * @param search.head a height at which the view is set
 * @param search.since chain time (Unix seconds) before which it was not
 * @param search.zeroAt a height at which it was zero, if one is remembered: another fork may have taken its place
 * @param reach what the node has shown of its states
 * @param learn to be told what it shows now
 */
export async function findBlock(
  { rpc, chainName, reach, learn }: FinderParts,
  view: View,
  { head, since, zeroAt }: { head: bigint; since: number; zeroAt: bigint | undefined },
): Promise<Found | null> {
  let upper = head;
  let below = (await remembered()) ?? (await descend());
  while (upper - below.height > 1n) {
    const middle = (below.height + upper) / 2n;
    const shown = await readOldView(rpc, view, middle);
    if (shown === 'set') upper = middle;
    else below = { height: middle, by: shown === 'unserved' ? shown : 'view' };
  }
  if (below.by !== 'unserved') return { block: upper, isShown: below.by === 'view' };
  learn({ served: head - upper, unserved: head - below.height });
  return null;

  async function remembered(): Promise<Below | null> {
    if (zeroAt === undefined || zeroAt >= head) return null;
    const shown = await readOldView(rpc, view, zeroAt);
    if (shown === 'set') upper = zeroAt;
    return shown === 'zero' ? { height: zeroAt, by: 'view' } : null;
  }

  async function descend(): Promise<Below> {
    let depth = reach ? most(reach.served, 1n) : DEPTH_FIRST;
    for (;;) {
      const height = upper - depth;
      // There is no state before the first block.
      if (height < 0n) return { height: -1n, by: 'time' };
      const [shown, { time }] = await Promise.all([
        readOldView(rpc, view, height),
        readHeader({ rpc, chainName }, height),
      ]);
      if (shown === 'unserved') return { height, by: time < since ? 'time' : shown };
      if (shown !== 'set') return { height, by: 'view' };
      if (time < since) return { height, by: 'time' };
      upper = height;
      depth = reach && head - upper < reach.unserved ? reach.unserved - (head - upper) : depth * 2n;
    }
  }
}

interface FinderParts {
  rpc: Rpc;
  chainName: string;
  reach: Reach | undefined;
  learn: (reach: Reach) => void;
}

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
