import { TransactionInstruction } from '@solana/web3.js';
import type { AccountMeta, PublicKey } from '@solana/web3.js';

import { eventTag } from './stand-ins.ts';

const discriminatorBytes = 8;

/** An instruction of a `logger`: what Anchor's `emit!` leaves behind, once. `event` is discriminator and Borsh. */
export function logEvent(parts: {
  programId: PublicKey;
  event: Uint8Array;
  /** Accounts to be mentioned; they are not looked at. */
  accounts?: readonly PublicKey[];
}): TransactionInstruction {
  const { programId, event, accounts = [] } = parts;
  return new TransactionInstruction({
    programId,
    keys: accounts.map(readonly),
    data: Buffer.from(event),
  });
}

/**
 * An instruction of a `caller` that reports each event by calling itself: what Anchor's `emit_cpi!` leaves behind.
 *
 * @example wallet.send([emitEvents({ programId, events: [Buffer.concat([discriminator, borsh])] })]);
 */
export function emitEvents(parts: {
  programId: PublicKey;
  events: readonly Uint8Array[];
  /** The first eight bytes of the data, which in an Anchor program name the instruction. */
  discriminator?: Uint8Array;
  /** Accounts to be mentioned; they are not looked at. */
  accounts?: readonly PublicKey[];
}): TransactionInstruction {
  const { programId, events, discriminator, accounts = [] } = parts;
  return new TransactionInstruction({
    programId,
    keys: [...accounts, programId].map(readonly),
    data: partsOf(
      events.map((event) => Buffer.concat([eventTag, event])),
      discriminator,
    ),
  });
}

/** An instruction of a `speaker` that logs each event: what Anchor's `emit!` leaves behind, under an instruction's name. */
export function logEvents(parts: {
  programId: PublicKey;
  events: readonly Uint8Array[];
  /** The first eight bytes of the data, which in an Anchor program name the instruction. */
  discriminator?: Uint8Array;
  /** Accounts to be mentioned; they are not looked at. */
  accounts?: readonly PublicKey[];
}): TransactionInstruction {
  const { programId, events, discriminator, accounts = [] } = parts;
  return new TransactionInstruction({
    programId,
    keys: [...accounts, programId].map(readonly),
    data: partsOf(events, discriminator),
  });
}

/**
 * An instruction of a `caller` or `speaker` that calls another program with the data of each instruction, one level deeper. All of them
 * are for one program, and are given that program as their only account.
 */
export function callThrough(parts: {
  programId: PublicKey;
  instructions: readonly TransactionInstruction[];
  discriminator?: Uint8Array;
  accounts?: readonly PublicKey[];
}): TransactionInstruction {
  const { programId, instructions, discriminator, accounts = [] } = parts;
  const [target, ...others] = new Set(instructions.map(({ programId }) => programId.toBase58()));
  const [first] = instructions;
  if (target === undefined || first === undefined || others.length > 0) {
    throw new Error(`A caller calls one program at a time, not ${others.length + 1}.`);
  }
  return new TransactionInstruction({
    programId,
    keys: [...accounts, first.programId].map(readonly),
    data: partsOf(
      instructions.map(({ data }) => data),
      discriminator,
    ),
  });
}

/** A discriminator, then each part behind its length. */
function partsOf(
  parts: readonly Uint8Array[],
  discriminator: Uint8Array = Buffer.alloc(discriminatorBytes, 1),
): Buffer {
  return Buffer.concat([
    discriminator,
    ...parts.flatMap((part) => [Buffer.from(BigUint64Array.of(BigInt(part.length)).buffer), part]),
  ]);
}

function readonly(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: false, isWritable: false };
}
