import { concat, numberToHex } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { byteReader } from './byte-reader.ts';

/** A native token transfer (NTT) as a transceiver sends it; addresses are 32 bytes. */
export interface NttTransfer {
  sourceManager: Hex;
  recipientManager: Hex;
  /** The source manager's number of it, as 32 bytes. */
  id: Hex;
  sender: Hex;
  /** By which the recipient's manager calls it: over the chain and the manager's message, but not over the managers. */
  digest: Hex;
  amount: bigint;
  /** The decimals of the amount: as many as both chains' tokens have, and 8 at most. */
  decimals: number;
  sourceToken: Hex;
  recipient: Hex;
  toChain: number;
}

const TRANSCEIVER_PREFIX = '0x9945ff10';
const TRANSFER_PREFIX = '0x994e5454';

/**
 * Reads a message of an NTT transceiver. Source: native-token-transfers `TransceiverStructs.sol`. Anybody may send such bytes:
 * what is none of it, or not all there, gives nothing.
 *
 * @param chain Wormhole's number for the chain that it is from
 */
export function decodeNttTransfer(payload: Hex, chain: number): NttTransfer | undefined {
  if (!payload.startsWith(TRANSCEIVER_PREFIX)) return undefined;
  try {
    const read = byteReader(payload);
    read.bytes(4);
    const [sourceManager, recipientManager] = [read.bytes32(), read.bytes32()];
    const message = read.bytes(read.number(2));
    const inner = byteReader(message);
    const [id, sender] = [inner.bytes32(), inner.bytes32()];
    const transfer = byteReader(inner.bytes(inner.number(2)));
    if (transfer.bytes(4) !== TRANSFER_PREFIX) return undefined;
    return {
      sourceManager,
      recipientManager,
      id,
      sender,
      digest: keccak(concat([numberToHex(chain, { size: 2 }), message])),
      decimals: transfer.number(1),
      amount: transfer.bigint(8),
      sourceToken: transfer.bytes32(),
      recipient: transfer.bytes32(),
      toChain: transfer.number(2),
    };
  } catch {
    return undefined;
  }
}
