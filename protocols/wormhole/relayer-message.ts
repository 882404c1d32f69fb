import type { Hex } from '../../core/raw-log.ts';
import { byteReader } from './byte-reader.ts';
import type { VaaId } from './vaa-id.ts';

/** What the standard relayer is asked to deliver. */
export interface DeliveryRequest {
  type: 'delivery';
  toChain: number;
  /** The contract that is called; zero where only a refund is brought to another chain. */
  target: Hex;
  payload: Hex;
  /** In the smallest unit of the destination's own coin. */
  receiverValue: bigint;
  refundChain: number;
  refundAddress: Hex;
  sender: Hex;
}

/** A wish that an earlier one be delivered again, with more gas or value. Anybody may send one for any other. */
export interface RedeliveryRequest {
  type: 'redelivery';
  /** The message that is to be delivered again. */
  of: VaaId;
  toChain: number;
}

/**
 * Reads a message of the standard relayer. Which further messages it delivers beside stands behind what is read here.
 * Source: wormhole `WormholeRelayerSerde.sol`.
 *
 * @throws for a type that is unknown, and where bytes are missing
 */
export function decodeRelayerMessage(message: Hex): DeliveryRequest | RedeliveryRequest {
  const read = byteReader(message);
  const type = read.number(1);
  if (type === 2) {
    const keyType = read.number(1);
    if (keyType !== 1)
      throw new Error(`a redelivery by a key of type ${keyType}, which is unknown`);
    const of = { chain: read.number(2), emitter: read.bytes32(), sequence: read.bigint(8) };
    return { type: 'redelivery', of, toChain: read.number(2) };
  }
  if (type !== 1) throw new Error(`a message of type ${type} of the relayer, which is unknown`);
  const [toChain, target] = [read.number(2), read.bytes32()];
  const payload = read.bytes(read.number(4));
  const receiverValue = read.bigint(32) + read.bigint(32);
  read.bytes(read.number(4));
  const [refundChain, refundAddress] = [read.number(2), read.bytes32()];
  // The delivery providers of both chains.
  read.bytes(64);
  const sender = read.bytes32();
  return {
    type: 'delivery',
    toChain,
    target,
    payload,
    receiverValue,
    refundChain,
    refundAddress,
    sender,
  };
}
