import type { Hex } from 'viem';

import type { Sending } from '../sending.ts';
import type { Attestation, Message, Version } from './message.ts';

/** Circle's contracts of one version on one chain, as that chain writes addresses. */
export interface Circle {
  readonly tokenMessenger: string;
  readonly messageTransmitter: string;
}

/** One chain's end of CCTP: stand-ins for Circle's contracts, and the people who use them. Bytes are 32 of them. */
export interface CctpEnd {
  readonly name: string;
  readonly blockTimeMs: number;
  /** Circle's number for the chain. */
  readonly domain: number;
  readonly v1: Circle;
  readonly v2: Circle;
  readonly tokenMessengerBytes: (version: Version) => Hex;
  readonly tokenBytes: Hex;
  /** Who sends, and where what is sent to them goes: on Solana into a token account. */
  readonly users: readonly { readonly senderBytes: Hex; readonly recipientBytes: Hex }[];
  /** Sends the transaction that burns tokens and writes a message. `user` is the place of the sender in `users`. */
  burn(message: Message, user: number): Promise<Sending>;
  /** Sends the transaction that delivers a message. */
  receive(message: Message, attestation: Attestation): Promise<Sending>;
}
