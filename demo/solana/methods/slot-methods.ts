import { z } from 'zod';

import { recentBlocks } from '../cluster.ts';
import type { Cluster } from '../cluster.ts';
import { blockFor, commitmentFields, inContext, options, read } from './read.ts';
import type { Method } from './read.ts';

const slotsInEpoch = 432_000;
const contextOptions = options(commitmentFields);

/** What a node says of itself and of its head. */
export function slotMethods(cluster: Cluster): Record<string, Method> {
  const { ledger } = cluster;
  const block = (asked: unknown) => blockFor(ledger, read(contextOptions, asked));

  return {
    getHealth: () => 'ok',
    getVersion: () => ({ 'solana-core': '3.1.0', 'feature-set': 0 }),
    getGenesisHash: () => cluster.genesisHash,
    getFirstAvailableBlock: () => ledger.first.slot,
    minimumLedgerSlot: () => ledger.first.slot,
    getSlot: ([asked]) => block(asked).slot,
    getBlockHeight: ([asked]) => block(asked).height,
    getEpochInfo([asked]) {
      const { slot, height, transactionCount } = block(asked);
      return {
        absoluteSlot: slot,
        blockHeight: height,
        epoch: Math.floor(slot / slotsInEpoch),
        slotIndex: slot % slotsInEpoch,
        slotsInEpoch,
        transactionCount,
      };
    },
    getLatestBlockhash([asked]) {
      const latest = block(asked);
      const { blockhash, height } = latest;
      return inContext(latest, { blockhash, lastValidBlockHeight: height + recentBlocks });
    },
    isBlockhashValid([blockhash, asked]) {
      return inContext(block(asked), cluster.isRecent(read(z.string(), blockhash)));
    },
  };
}
