import type { Header } from '../../core/header.ts';
import { contradiction } from '../evm/contradiction.ts';
import { absent } from './absent.ts';
import { slotAbove, slotBelow } from './nearest-slot.ts';
import type { SvmBlock, SvmRpc } from './rpc.ts';

/** How far above a skipped slot a block is looked for that vouches for the one below. */
const VOUCHER_SLOTS = 1_024n;

/** The header of a block; a height of Solana is a slot. */
export const headerOf = ({ slot, hash, parentHash, time }: SvmBlock): Header => ({
  number: slot,
  hash,
  parentHash,
  time,
});

/**
 * The block of a slot, or of the nearest slot below that has one. A node also calls a slot skipped whose block it lacks:
 * where there is a block above, it must stand on the one that was found.
 */
export async function readBlockAtOrBelow(
  { rpc, chainName }: { rpc: SvmRpc; chainName: string },
  slot: bigint,
): Promise<SvmBlock> {
  const block = await rpc.block(slot);
  if (block) return block;
  const [below, above] = await Promise.all([
    slotBelow(rpc, slot),
    slotAbove(rpc, slot, slot + VOUCHER_SLOTS),
  ]);
  const [found, next] = await Promise.all([
    below === null ? null : rpc.block(below),
    above === null ? null : rpc.block(above),
  ]);
  if (!found) throw absent({ chainName, what: `a block at or below slot ${slot}` });
  if (next && next.parentHash !== found.hash) throw contradiction(chainName, slot);
  return found;
}
