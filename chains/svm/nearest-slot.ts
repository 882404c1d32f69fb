import type { SvmRpc } from './rpc.ts';

/** Slots that are looked through at once; each further time, four times as many. Few slots are skipped, rarely many. */
const LOOK_FIRST = 16n;
const LOOK_MAX = 16_384n;
/** After these, 20 hours of slots were looked through: what is missing is not to be found. */
const LOOKS_MAX = 16;

/** The nearest slot below with a block; null if there is none. */
export async function slotBelow(rpc: SvmRpc, slot: bigint): Promise<bigint | null> {
  let edge = slot;
  for (let look = 0; look < LOOKS_MAX && edge > 0n; look += 1) {
    const from = edge > slotsOf(look) ? edge - slotsOf(look) : 0n;
    const nearest = (await rpc.slotsWithBlocks(from, edge - 1n)).at(-1);
    if (nearest !== undefined) return nearest;
    edge = from;
  }
  return null;
}

/** The nearest slot above with a block; null if there is none up to `upTo`. */
export async function slotAbove(rpc: SvmRpc, slot: bigint, upTo: bigint): Promise<bigint | null> {
  let edge = slot;
  for (let look = 0; look < LOOKS_MAX && edge < upTo; look += 1) {
    const to = edge + slotsOf(look) < upTo ? edge + slotsOf(look) : upTo;
    const [nearest] = await rpc.slotsWithBlocks(edge + 1n, to);
    if (nearest !== undefined) return nearest;
    edge = to;
  }
  return null;
}

function slotsOf(look: number): bigint {
  const slots = LOOK_FIRST * 4n ** BigInt(look);
  return slots < LOOK_MAX ? slots : LOOK_MAX;
}
