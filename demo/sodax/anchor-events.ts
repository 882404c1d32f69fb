import { concatBytes } from 'viem';

import { bytes, discriminator, unsigned } from '../solana/borsh.ts';
import type { Packet } from './packet.ts';

/** What the connection on Solana reports of a packet that leaves. */
export function sendMessage(packet: Omit<Packet, 'transaction'>): Uint8Array {
  return concatBytes([
    discriminator('event:SendMessage'),
    unsigned(packet.srcChainId, 16),
    bytes(packet.srcAddress),
    unsigned(packet.connSn, 16),
    unsigned(packet.dstChainId, 16),
    bytes(packet.dstAddress),
    bytes(packet.payload),
  ]);
}

/** What the asset manager on Solana reports of a packet that has arrived. On no other chain does anybody say so. */
export function messageReceived(packet: Packet): Uint8Array {
  return concatBytes([
    discriminator('event:MessageReceived'),
    unsigned(packet.srcChainId, 16),
    bytes(packet.srcAddress),
    unsigned(packet.connSn, 16),
    bytes(packet.payload),
  ]);
}
