import type { Hex } from 'viem';

import type { Attestation, Message, Version } from './message.ts';

/**
 * How a chain sees one transaction now. `absent`: in no block and in no pool. `waiting`: on its way. The others: in a block,
 * which the chain's own rules call safe or finalized, or in one where it failed.
 */
export type Standing = 'absent' | 'waiting' | 'failed' | 'included' | 'safe' | 'finalized';

/** A transaction that was sent. */
export interface Sending {
  standing(): Promise<Standing>;
  /** Sends the same bytes again. False if they can never land any more. */
  again(): Promise<boolean>;
}

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
