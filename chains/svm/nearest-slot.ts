import type { SvmRpc } from './rpc.ts';

/** Slots that are looked through at once; each further time, four times as many. Few slots are skipped, rarely many. */
const LOOK_FIRST = 16n;
const LOOK_MAX = 16_384n;

/** The nearest slot below with a block; null if there is none. */
export async function slotBelow(rpc: SvmRpc, slot: bigint): Promise<bigint | null> {
  let edge = slot;
  for (let look = LOOK_FIRST; edge > 0n; look = longer(look)) {
    const from = edge > look ? edge - look : 0n;
    const nearest = (await rpc.slotsWithBlocks(from, edge - 1n)).at(-1);
    if (nearest !== undefined) return nearest;
    edge = from;
  }
  return null;
}

/** The nearest slot above with a block; null if there is none up to `upTo`. */
export async function slotAbove(rpc: SvmRpc, slot: bigint, upTo: bigint): Promise<bigint | null> {
  let edge = slot;
  for (let look = LOOK_FIRST; edge < upTo; look = longer(look)) {
    const to = edge + look < upTo ? edge + look : upTo;
    const [nearest] = await rpc.slotsWithBlocks(edge + 1n, to);
    if (nearest !== undefined) return nearest;
    edge = to;
  }
  return null;
}

const longer = (look: bigint) => (look * 4n < LOOK_MAX ? look * 4n : LOOK_MAX);
