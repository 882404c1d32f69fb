import { setTimeout as sleep } from 'node:timers/promises';

import type {
  AddressLookupTableAccount,
  Connection,
  PublicKey,
  TransactionInstruction,
} from '@solana/web3.js';

import type { Sending } from '../sending.ts';
import { buildTransaction } from './build-transaction.ts';
import { distinct } from './distinct.ts';
import type { Commitment } from './ledger.ts';
import { createSigner } from './signer.ts';
import type { Signer } from './signer.ts';
import { trackOnSolana } from './track-on-solana.ts';

const lookEveryMs = 20;

export interface SendOptions {
  /** With them the transaction is of version 0. */
  readonly lookupTables?: readonly AddressLookupTableAccount[];
  /** Whoever signs beside the payer. */
  readonly signers?: readonly Signer[];
  /** Asks the node to try the transaction first, and throws what it says. Without it a failing one is paid for. */
  readonly preflight?: boolean;
}

/** Where a transaction came to rest. */
export interface Landing {
  readonly slot: number;
  /** What failed in it, else null. */
  readonly error: unknown;
}

export interface SolanaWallet {
  readonly publicKey: PublicKey;
  /** Signs, sends and returns the signature; the transaction is in no block yet. */
  readonly send: (
    instructions: readonly TransactionInstruction[],
    options?: SendOptions,
  ) => Promise<string>;
  /** Sends too, and returns what follows the transaction and may send it again. */
  readonly track: (
    instructions: readonly TransactionInstruction[],
    options?: SendOptions,
  ) => Promise<Sending>;
  /** Waits until a transaction has reached a commitment, `processed` unless told. */
  readonly landed: (
    signature: string,
    options?: { commitment?: Commitment; timeoutMs?: number },
  ) => Promise<Landing>;
}

/** Opens a payer on a node. Its transactions differ even where their instructions do not. */
export function openSolanaWallet(parts: { connection: Connection; signer?: Signer }): SolanaWallet {
  const { connection, signer: payer = createSigner() } = parts;
  const next = distinct();

  const track: SolanaWallet['track'] = async (
    instructions,
    { preflight = false, ...options } = {},
  ) => {
    // A finalized blockhash is valid on every fork.
    const { blockhash } = await connection.getLatestBlockhash('finalized');
    const raw = buildTransaction({
      payer,
      blockhash,
      instructions: [...instructions, next()],
      ...options,
    });
    const signature = await connection.sendRawTransaction(raw, { skipPreflight: !preflight });
    return trackOnSolana(connection, { signature, blockhash, raw });
  };

  return {
    publicKey: payer.publicKey,
    track,
    send: async (instructions, options) => (await track(instructions, options)).transaction,

    async landed(signature, { commitment = 'processed', timeoutMs = 30_000 } = {}) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const { value } = await connection.getSignatureStatuses([signature]);
        const status = value[0];
        if (status && reaches(status.confirmationStatus, commitment)) {
          return { slot: status.slot, error: status.err };
        }
        if (performance.now() > deadline) {
          throw new Error(`Transaction ${signature} is not ${commitment} after ${timeoutMs} ms.`);
        }
        await sleep(lookEveryMs);
      }
    },
  };
}

function reaches(status: Commitment | undefined, wanted: Commitment): boolean {
  if (wanted === 'processed') return status !== undefined;
  return status === 'finalized' || status === wanted;
}
