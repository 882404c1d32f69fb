import type { Header } from '../../core/header.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import { historyPruned } from '../endpoints/history-pruned.ts';
import { absent } from './absent.ts';
import { slotAbove, slotBelow } from './nearest-slot.ts';
import type { SvmBlock, SvmRpc } from './rpc.ts';

/** The header of a block; a height of Solana is a slot. */
export const headerOf = ({ slot, hash, parentHash, time }: SvmBlock): Header => ({
  number: slot,
  hash,
  parentHash,
  time,
});

/**
 * The block of a slot, or of the nearest slot below that has one. Where there is none a node may also lack it: the next
 * block above must then stand on the one that was found below. The newest slot has none above it, and is no skipped one:
 * its block is still on its way.
 */
export async function readBlockAtOrBelow(
  { rpc, chainName }: { rpc: SvmRpc; chainName: string },
  slot: bigint,
): Promise<SvmBlock> {
  const block = await rpc.block(slot);
  if (block) return block;
  const newest = await rpc.slot('confirmed');
  if (newest < slot) throw absent({ chainName, what: `slot ${slot}, its newest one is ${newest}` });
  await checkHistory({ rpc, chainName }, slot, newest);
  const [below, above] = await Promise.all([slotBelow(rpc, slot), slotAbove(rpc, slot, newest)]);
  if (above === null) throw absent({ chainName, what: `the block at or above slot ${slot}` });
  const [found, next] = await Promise.all([
    below === null ? null : rpc.block(below),
    rpc.block(above),
  ]);
  if (!found) throw absent({ chainName, what: `a block at or below slot ${slot}` });
  if (!next) throw absent({ chainName, what: `the block above slot ${slot}` });
  if (next.parentHash !== found.hash) throw contradiction(chainName, slot);
  return found;
}

/** Blocks this near to the newest one are on every node. */
const RECENT_SLOTS = 150n;

/**
 * A node that has thrown away what is from a slot on would show it as empty, and look long for a block below it.
 *
 * @throws MidflightError `rpc_history_pruned`
 */
export async function checkHistory(
  { rpc, chainName }: { rpc: SvmRpc; chainName: string },
  from: bigint,
  newest: bigint,
): Promise<void> {
  if (newest - from <= RECENT_SLOTS) return;
  const first = await rpc.firstAvailableSlot();
  if (first <= from) return;
  const reason = `slot ${from} is wanted, and it keeps slots from ${first} on`;
  throw historyPruned({ chainName, reason });
}
