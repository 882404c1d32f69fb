import { createHash } from 'node:crypto';

import { PublicKey } from '@solana/web3.js';
import type { Connection, TransactionInstruction } from '@solana/web3.js';
import { bytesToHex } from 'viem';
import type { Hex } from 'viem';

import type { Sending } from '../sending.ts';
import { discriminator } from '../solana/borsh.ts';
import { openSolanaWallet } from '../solana/open-solana-wallet.ts';
import type { SolanaWallet } from '../solana/open-solana-wallet.ts';
import { createSigner } from '../solana/signer.ts';
import { callThrough, logEvents } from '../solana/stand-in-instructions.ts';
import { standIns } from '../solana/stand-ins.ts';
import { messageReceived, sendMessage } from './anchor-events.ts';
import type { Packet } from './packet.ts';
import { encodeTransfer, hashCalls } from './payload.ts';
import type { Call } from './payload.ts';
import type { RemotePlan } from './plan.ts';
import { walletOf } from './sodax.ts';
import type { Sodax } from './sodax.ts';

const relayId = 1n;
const usersCount = 4;
/** Transactions that may still have to be sent again. */
const sendingsMax = 500;

/** SODAX's programs, at the addresses that they have in public; what runs there are our stand-ins. */
export const sodaxPrograms = {
  connection: 'GxS8i6D9qQjbSeniD487CnomUxU2pXt6V8P96T6MkUXB',
  assetManager: 'AnCCJjheynmGqPp6Vgat9DTirGKD4CtQzP8cwTYV8qKH',
} as const;

/** What a Solana node has to load for them. */
export const sodaxStandIns = {
  [sodaxPrograms.connection]: standIns.speaker,
  [sodaxPrograms.assetManager]: standIns.speaker,
};

const connectionId = new PublicKey(sodaxPrograms.connection);
const assetManagerId = new PublicKey(sodaxPrograms.assetManager);
/** Circle's USDC. */
const mint = new PublicKey('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v');

/** What is to be sent from Solana. There is no room for calls: only their hash travels. */
export interface SolanaSending {
  /** Which of the spoke's users, the first unless told. */
  readonly user?: number;
  readonly calls: readonly Call[];
}

/**
 * SODAX's end on Solana. No tokens move, and sequence numbers are given out here: to an indexer that makes no difference.
 * Each returns the packet that it sends, with the signature as its transaction; it may be in no block yet.
 */
export interface SolanaSpoke {
  readonly relayId: bigint;
  /** What the hub has to know of it. */
  readonly remote: RemotePlan;
  readonly users: readonly SolanaWallet[];
  /** Who must have lamports. */
  readonly payers: readonly PublicKey[];
  readonly userBytes: (user?: number) => Hex;
  readonly deposit: (sodax: Sodax, parts: SolanaSending & { amount: bigint }) => Promise<Packet>;
  readonly sendCalls: (sodax: Sodax, parts: SolanaSending) => Promise<Packet>;
  /** Delivers a packet from the hub; returns the signature. Nothing keeps it from being delivered twice. */
  readonly receive: (packet: Packet) => Promise<string>;
  /** Follows one of the newest transactions that were sent here, by its signature. */
  readonly sendingOf: (signature: string) => Sending;
}

/** Opens the end of SODAX on a Solana node that has loaded `sodaxStandIns`. */
export function openSolanaSpoke(connection: Connection): SolanaSpoke {
  const wallet = (name: string) => openSolanaWallet({ connection, signer: signerOf(name) });
  const users = Array.from({ length: usersCount }, (_, index) => wallet(`user ${index}`));
  const relayer = wallet('relayer');
  const assetManager = bytesOf(assetManagerId);
  let connSn = 0n;
  const sendings = new Map<string, Sending>();

  const send = async (from: SolanaWallet, instruction: TransactionInstruction) => {
    const tracked = await from.track([instruction]);
    const { transaction } = tracked;
    sendings.set(transaction, tracked);
    for (const old of [...sendings.keys()].slice(0, -sendingsMax)) sendings.delete(old);
    return transaction;
  };

  const userOf = (user = 0) => {
    const found = users[user];
    if (found === undefined) throw new Error(`Solana has no user ${user}.`);
    return found;
  };
  const userBytes = (user?: number) => bytesOf(userOf(user).publicKey);
  const packetOf = (
    parts: Pick<Packet, 'srcAddress' | 'dstChainId' | 'dstAddress' | 'payload'>,
  ) => ({
    srcChainId: relayId,
    connSn: (connSn += 1n),
    ...parts,
  });

  return {
    relayId,
    remote: { relayId, assetManager, tokens: { USD: bytesOf(mint) } },
    users,
    payers: [...users, relayer].map(({ publicKey }) => publicKey),
    userBytes,

    deposit: async (sodax, { user, calls, amount }) => {
      const sender = userOf(user);
      const from = userBytes(user);
      const { relayId: dstChainId, contracts } = sodax.hub;
      const to = walletOf(sodax, relayId, from);
      const data = hashCalls(calls);
      const payload = encodeTransfer({ token: bytesOf(mint), from, to, amount, data });
      const dstAddress = contracts.assetManager;
      const packet = packetOf({ srcAddress: assetManager, dstChainId, dstAddress, payload });
      const instruction = callThrough({
        programId: assetManagerId,
        discriminator: discriminator('global:transfer'),
        accounts: [sender.publicKey, mint],
        instructions: [sending(packet)],
      });
      return { ...packet, transaction: await send(sender, instruction) };
    },

    sendCalls: async (sodax, { user, calls }) => {
      const sender = userOf(user);
      const srcAddress = userBytes(user);
      const packet = packetOf({
        srcAddress,
        dstChainId: sodax.hub.relayId,
        dstAddress: walletOf(sodax, relayId, srcAddress),
        payload: hashCalls(calls),
      });
      const instruction = sending(packet, [sender.publicKey]);
      return { ...packet, transaction: await send(sender, instruction) };
    },

    receive: async (packet) => {
      const instruction = logEvents({
        programId: assetManagerId,
        discriminator: discriminator('global:recv_message'),
        accounts: [relayer.publicKey, mint, connectionId],
        events: [messageReceived(packet)],
      });
      return await send(relayer, instruction);
    },

    sendingOf: (signature) => {
      const found = sendings.get(signature);
      if (found === undefined) throw new Error(`${signature} is not among the newest here.`);
      return found;
    },
  };
}

/** The instruction by which the connection sends a packet. */
function sending(packet: Omit<Packet, 'transaction'>, accounts: readonly PublicKey[] = []) {
  return logEvents({
    programId: connectionId,
    discriminator: discriminator('global:send_message'),
    accounts,
    events: [sendMessage(packet)],
  });
}

/** The same person in every run. */
function signerOf(name: string) {
  return createSigner(createHash('sha256').update(`midflight sodax ${name}`).digest());
}

function bytesOf(key: PublicKey): Hex {
  return bytesToHex(key.toBytes());
}
