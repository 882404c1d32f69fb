import { createHash } from 'node:crypto';

import { PublicKey } from '@solana/web3.js';
import type { Connection, TransactionInstruction } from '@solana/web3.js';
import { bytesToHex } from 'viem';

import type { Sending } from '../sending.ts';
import { discriminator } from '../solana/borsh.ts';
import { buildTransaction } from '../solana/build-transaction.ts';
import { distinct } from '../solana/distinct.ts';
import { createSigner } from '../solana/signer.ts';
import type { Signer } from '../solana/signer.ts';
import { emitEvents } from '../solana/stand-in-instructions.ts';
import { trackOnSolana } from '../solana/track-on-solana.ts';
import { depositForBurn, messageReceived } from './anchor-events.ts';
import type { CctpEnd } from './end.ts';
import type { Version } from './message.ts';

const usersCount = 4;
/** Circle's number for Solana. */
const domain = 5;

/** Circle's programs, at the addresses that they have in public; what runs there are our stand-ins. */
export const circlePrograms = {
  v1: {
    tokenMessenger: 'CCTPiPYPc6AsJuwueEnWgSgucamXDZwBd53dQ11YiKX3',
    messageTransmitter: 'CCTPmbSD7gX1bxKPAmg77w8oFzNFpaQiQUWD43TKaecd',
  },
  v2: {
    tokenMessenger: 'CCTPV2vPZJS2u2BBsUoscuikbYjnpFmbFsvVuJdgUMQe',
    messageTransmitter: 'CCTPV2Sm4AdWt5296sk4P66VBZ7bEhcARwFaaS9YPbeC',
  },
} as const satisfies Pick<CctpEnd, 'v1' | 'v2'>;

/** Circle's USDC. */
const mint = new PublicKey('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v');

/** The Solana end, and who must have lamports before it is used. */
export interface SolanaEnd extends CctpEnd {
  readonly payers: readonly PublicKey[];
}

/** Opens the end of CCTP on a Solana node that has the stand-ins at the addresses of Circle's programs. */
export function openSolanaEnd(parts: {
  connection: Connection;
  name: string;
  blockTimeMs: number;
}): SolanaEnd {
  const { connection, name, blockTimeMs } = parts;
  const senders = Array.from({ length: usersCount }, (_, index) => signerOf(`sender ${index}`));
  const accounts = senders.map((_, index) => signerOf(`token account ${index}`).publicKey);
  const minter = signerOf('minter');
  const next = distinct();
  const programsOf = (version: Version) => (version === 1 ? circlePrograms.v1 : circlePrograms.v2);

  const send = async (payer: Signer, instruction: TransactionInstruction): Promise<Sending> => {
    // A finalized blockhash is valid on every fork.
    const { blockhash } = await connection.getLatestBlockhash('finalized');
    const raw = buildTransaction({ payer, blockhash, instructions: [instruction, next()] });
    const signature = await connection.sendRawTransaction(raw, { skipPreflight: true });
    return trackOnSolana(connection, { signature, blockhash, raw });
  };

  return {
    name,
    blockTimeMs,
    domain,
    ...circlePrograms,
    payers: [...senders, minter].map(({ publicKey }) => publicKey),
    tokenMessengerBytes: (version) => bytesOf(new PublicKey(programsOf(version).tokenMessenger)),
    tokenBytes: bytesOf(mint),
    users: senders.map(({ publicKey }, index) => ({
      senderBytes: bytesOf(publicKey),
      recipientBytes: bytesOf(accounts[index] ?? publicKey),
    })),

    async burn(message, user) {
      const sender = senders[user];
      if (sender === undefined) throw new Error(`${name} has no user ${user}.`);
      const instruction = emitEvents({
        programId: new PublicKey(programsOf(message.version).tokenMessenger),
        discriminator: discriminator('global:deposit_for_burn'),
        accounts: [sender.publicKey, mint],
        events: [depositForBurn(message)],
      });
      return await send(sender, instruction);
    },

    async receive(message, attestation) {
      const instruction = emitEvents({
        programId: new PublicKey(programsOf(message.version).messageTransmitter),
        discriminator: discriminator('global:receive_message'),
        accounts: [minter.publicKey, mint],
        events: [messageReceived(message, attestation, minter.publicKey)],
      });
      return await send(minter, instruction);
    },
  };
}

/** The same person in every run. */
function signerOf(name: string): Signer {
  return createSigner(createHash('sha256').update(`midflight demo ${name}`).digest());
}

function bytesOf(key: PublicKey) {
  return bytesToHex(key.toBytes());
}
