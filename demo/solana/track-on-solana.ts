import type { Connection } from '@solana/web3.js';

import type { Sending, Standing } from '../sending.ts';

/** How long a transaction that is in no block may still be on its way: some slots, of which one or two have no block. */
const waitsMs = 2_000;

/** Follows a transaction that was just sent to a Solana node. */
export function trackOnSolana(
  connection: Connection,
  sent: { signature: string; blockhash: string; raw: Buffer },
): Sending {
  const { signature, blockhash, raw } = sent;
  let sentAt = performance.now();
  return {
    transaction: signature,
    async standing() {
      const standing = await standingOf(connection, signature);
      const isWaiting = standing === 'absent' && performance.now() - sentAt < waitsMs;
      return isWaiting ? 'waiting' : standing;
    },
    async again() {
      const { value: isValid } = await connection.isBlockhashValid(blockhash, {
        commitment: 'processed',
      });
      if (!isValid) return false;
      await connection.sendRawTransaction(raw, { skipPreflight: true });
      sentAt = performance.now();
      return true;
    },
  };
}

async function standingOf(connection: Connection, signature: string): Promise<Standing> {
  const { value } = await connection.getSignatureStatuses([signature]);
  const [status] = value;
  if (!status) return 'absent';
  if (status.err !== null) return 'failed';
  if (status.confirmationStatus === 'finalized') return 'finalized';
  return status.confirmationStatus === 'confirmed' ? 'safe' : 'included';
}
