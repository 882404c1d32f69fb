import type { Hash } from 'viem';

import type { Sending, Standing } from './sending.ts';
import { receiptOf } from './wallet.ts';
import type { Client, Sent } from './wallet.ts';

/** What has to be known of the chain. */
export interface TrackedChain {
  readonly client: Client;
  /** Blocks from the head to the safe and the finalized one. */
  readonly behind: { readonly safe: number; readonly finalized: number };
}

/** Follows a transaction that was sent to an EVM chain. */
export function trackOnEvm(chain: TrackedChain, { hash, raw }: Sent): Sending {
  const { client } = chain;
  return {
    transaction: hash,
    standing: () => standingOf(chain, hash),
    async again() {
      try {
        await client.sendRawTransaction({ serializedTransaction: raw });
      } catch (error) {
        // Another transaction of the same sender has taken its nonce, or is about to: then the next try tells.
        const text = String(error);
        if (text.includes('nonce too low')) return false;
        if (!text.includes('underpriced')) throw error;
      }
      return true;
    },
  };
}

async function standingOf({ client, behind }: TrackedChain, hash: Hash): Promise<Standing> {
  const [receipt, head] = await Promise.all([receiptOf(client, hash), client.getBlockNumber()]);
  if (receipt === undefined) {
    const pooled = await client.request({ method: 'eth_getTransactionByHash', params: [hash] });
    return pooled === null ? 'absent' : 'waiting';
  }
  if (receipt.status !== 'success') return 'failed';
  const depth = Number(head - receipt.blockNumber);
  if (depth >= behind.finalized) return 'finalized';
  return depth >= behind.safe ? 'safe' : 'included';
}
