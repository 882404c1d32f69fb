import { setTimeout as sleep } from 'node:timers/promises';
import { callContract, type Axelar } from '../demo/axelar.ts';
import { awaitReceipt } from '../demo/wallet.ts';
import type { Heads } from './watch-heads.ts';
import { mix } from './words.ts';

/**
 * Has a user call a contract on another chain, a block for each call, and tells when the node announced the block of each
 * transaction. The pauses between blocks vary, so that they fall in with nobody's polling.
 */
export async function mineCalls({
  alpha,
  blocks,
  blockMs,
  heads,
}: {
  alpha: Axelar;
  blocks: number;
  blockMs: number;
  heads: Heads;
}): Promise<Map<string, number>> {
  const destination = { ...alpha, chainName: 'beta' };
  const hashes: `0x${string}`[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const payload = `0x${block.toString(16).padStart(8, '0')}` as const;
    const { hash } = await callContract({ origin: alpha, destination, payloads: [payload] });
    hashes.push(hash);
    await sleep(blockMs / 2 + (mix(block, 1) % blockMs));
  }
  const announced = new Map<string, number>();
  for (const hash of hashes) {
    const { blockNumber } = await awaitReceipt(alpha.client, hash);
    const at = heads.announcedAt.get(Number(blockNumber));
    if (at === undefined) throw new Error(`block ${blockNumber} was not announced`);
    announced.set(hash, at);
  }
  return announced;
}
