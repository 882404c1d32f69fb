import { z } from 'zod';

import type { Cluster } from '../cluster.ts';
import { encodeTransaction, encodings } from '../encode-transaction.ts';
import type { Block } from '../ledger.ts';
import { rpcErrors } from '../rpc-error.ts';
import { atLeastConfirmed, blockFor, commitmentFields, options, read, slotParam } from './read.ts';
import type { Method } from './read.ts';

const slotsMax = 500_000;
const rangeOptions = options(commitmentFields);
const blockOptions = z.preprocess(
  // An older form: the encoding alone.
  (value) => (typeof value === 'string' ? { encoding: value } : (value ?? {})),
  z.object({
    ...commitmentFields,
    encoding: z.enum(encodings).default('json'),
    transactionDetails: z.enum(['full', 'signatures', 'none']).default('full'),
    rewards: z.boolean().default(true),
    maxSupportedTransactionVersion: z.int().optional(),
  }),
);

/**
 * Blocks by slot.
 *
 * A slot that has no block is known to be skipped only when it is finalized; above, a node says that it has no block there
 * (yet). A node with long-term storage (`archive`) names another error for a skipped slot.
 */
export function blockMethods(
  { ledger }: Cluster,
  { archive = false }: { archive?: boolean },
): Record<string, Method> {
  /** 1) forgotten: cleaned up. 2) finalized: there, or skipped. 3) above: there, or not available. */
  const blockAt = (slot: number, newest: Block): Block => {
    const first = ledger.first.slot;
    if (slot < first) throw rpcErrors.blockCleanedUp(slot, first);
    const block = slot <= newest.slot ? ledger.blockAt(slot) : undefined;
    if (block !== undefined) return block;
    if (slot > ledger.at('finalized').slot) throw rpcErrors.blockNotAvailable(slot);
    throw archive ? rpcErrors.slotSkippedInStorage(slot) : rpcErrors.slotSkipped(slot);
  };

  return {
    getBlock([slot, asked]) {
      const wanted = read(blockOptions, asked);
      const newest = ledger.at(atLeastConfirmed(wanted));
      const block = blockAt(read(slotParam, slot), newest);
      const { transactions } = block;
      const details = {
        full: () => ({ transactions: transactions.map((one) => encodeTransaction(one, wanted)) }),
        signatures: () => ({ signatures: transactions.map(({ signature }) => signature) }),
        none: () => ({}),
      };
      return {
        blockHeight: block.height,
        blockTime: block.time,
        blockhash: block.blockhash,
        parentSlot: block.parentSlot,
        previousBlockhash: block.previousBlockhash,
        ...(wanted.rewards && { rewards: [] }),
        ...details[wanted.transactionDetails](),
      };
    },

    getBlockTime: ([slot]) => blockAt(read(slotParam, slot), ledger.head).time,

    getBlocks([start, second, third]) {
      // The end may be left out, and the options then come second.
      const hasEnd = typeof second === 'number' || third !== undefined;
      const asked = read(rangeOptions, hasEnd ? third : second);
      atLeastConfirmed(asked);
      const newest = blockFor(ledger, asked).slot;
      const from = read(slotParam, start);
      const to = hasEnd ? read(slotParam.nullish(), second) : undefined;
      if ((to ?? newest) - from > slotsMax) {
        throw rpcErrors.invalidParams(`Slot range too large; max ${slotsMax}`);
      }
      return ledger.blocks({ from, to: Math.min(to ?? newest, newest) }).map(({ slot }) => slot);
    },

    getBlocksWithLimit([start, count, options]) {
      const asked = read(rangeOptions, options);
      atLeastConfirmed(asked);
      const limit = read(slotParam, count);
      if (limit > slotsMax) throw rpcErrors.invalidParams(`Limit too large; max ${slotsMax}`);
      const to = blockFor(ledger, asked).slot;
      return ledger.blocks({ from: read(slotParam, start), to, limit }).map(({ slot }) => slot);
    },
  };
}
