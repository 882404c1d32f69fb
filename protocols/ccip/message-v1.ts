import { hexToBigInt, hexToNumber } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** A message of CCIP version 2. Addresses have 32 bytes at the origin, and as many as they have at the destination. */
export interface MessageV1 {
  sourceChainSelector: bigint;
  destChainSelector: bigint;
  messageNumber: bigint;
  /** For the receiver, at the destination. */
  gasLimit: number;
  onRamp: Hex;
  offRamp: Hex;
  sender: Hex;
  receiver: Hex;
  token: TokenTransfer | null;
  data: Hex;
}

interface TokenTransfer {
  amount: bigint;
  sourceToken: Hex;
  destToken: Hex;
  receiver: Hex;
}

/** Takes the next bytes off a message. */
interface Reader {
  take: (size: number) => Hex;
  /** Bytes behind their own length. */
  takeCounted: (lengthBytes: 1 | 2) => Hex;
}

/**
 * Reads a message as version 2 encodes it for all chains; its Keccak-256 is the message's id. Numbers are written from the
 * highest byte on. Throws for another version of the encoding, and for one that is cut off or goes on.
 * Source: chainlink-ccip `MessageV1Codec.sol`.
 */
export function decodeMessageV1(encoded: Hex): MessageV1 {
  return readAll(encoded, (reader) => {
    const { take, takeCounted } = reader;
    assertVersion(take(1));
    const sourceChainSelector = hexToBigInt(take(8));
    const destChainSelector = hexToBigInt(take(8));
    const messageNumber = hexToBigInt(take(8));
    take(4); // gas for the whole execution
    const gasLimit = hexToNumber(take(4));
    take(4 + 32); // how final the origin must be; a hash of its verifiers and its executor
    const onRamp = takeCounted(1);
    const offRamp = takeCounted(1);
    const sender = takeCounted(1);
    const receiver = takeCounted(1);
    takeCounted(2); // what only the destination's kind of chain needs
    const transfer = takeCounted(2);
    const data = takeCounted(2);
    return {
      sourceChainSelector,
      destChainSelector,
      messageNumber,
      gasLimit,
      onRamp,
      offRamp,
      sender,
      receiver,
      token: transfer === '0x' ? null : readAll(transfer, readToken),
      data,
    };
  });
}

function readToken({ take, takeCounted }: Reader): TokenTransfer {
  assertVersion(take(1));
  const amount = hexToBigInt(take(32));
  takeCounted(1); // pool at the origin
  const sourceToken = takeCounted(1);
  const destToken = takeCounted(1);
  const receiver = takeCounted(1);
  takeCounted(2); // for the pool at the destination
  return { amount, sourceToken, destToken, receiver };
}

function assertVersion(version: Hex): void {
  if (version !== '0x01') throw new Error(`a message encoded by version ${version}`);
}

function readAll<T>(encoded: Hex, read: (reader: Reader) => T): T {
  let at = 0;
  const take = (size: number): Hex => {
    const end = at + size;
    if (end > bytesIn(encoded)) throw new Error(`a message of only ${bytesIn(encoded)} bytes`);
    const bytes = sliceHex(encoded, at, end);
    at = end;
    return bytes;
  };
  const takeCounted = (lengthBytes: 1 | 2) => take(hexToNumber(take(lengthBytes)));
  const value = read({ take, takeCounted });
  if (at !== bytesIn(encoded)) throw new Error('a message with bytes behind its end');
  return value;
}
