import { PublicKey, SystemProgram } from '@solana/web3.js';

import type { Bank } from './bank.ts';
import { buildTransaction } from './build-transaction.ts';
import { distinct } from './distinct.ts';
import { parseTransaction } from './parse-transaction.ts';
import type { Incoming } from './parse-transaction.ts';
import { createSigner } from './signer.ts';

const lamportsAtGenesis = 10n ** 18n;

/** Gives money away. */
export type Faucet = (gift: { address: string; lamports: number; blockhash: string }) => Incoming;

/** Puts lamports into an account of its own and returns what makes transfers from it. */
export function openFaucet(bank: Pick<Bank, 'setAccount'>): Faucet {
  const payer = createSigner();
  const next = distinct();
  bank.setAccount(payer.publicKey.toBase58(), {
    lamports: lamportsAtGenesis,
    data: new Uint8Array(),
    owner: SystemProgram.programId.toBase58(),
    executable: false,
  });
  return ({ address, lamports, blockhash }) => {
    const transfer = SystemProgram.transfer({
      fromPubkey: payer.publicKey,
      toPubkey: new PublicKey(address),
      lamports,
    });
    return parseTransaction(
      buildTransaction({ payer, blockhash, instructions: [transfer, next()] }),
    );
  };
}
