import { encodeAbiParameters, encodeFunctionData, parseAbiItem, parseAbiParameters } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { callDecoder } from './call-decoder.ts';

/** What one messenger is told by the other, but for its value: `SentMessage` does not tell that. */
export interface SentContent {
  nonce: bigint;
  sender: Hex;
  target: Hex;
  minGasLimit: bigint;
  message: Hex;
}

/** A message between messengers. */
export interface Message extends SentContent {
  /** Of ether; on all chains but Mantle, of the coin of the chain. */
  value: bigint;
  /** Of Mantle's messages: how much of its own coin is in it. */
  mnt?: bigint;
}

const relayMessage = parseAbiItem(
  'function relayMessage(uint256 nonce, address sender, address target, uint256 value, uint256 minGasLimit, bytes message)',
);
const legacyRelayMessage = parseAbiItem(
  'function relayMessage(address target, address sender, bytes message, uint256 nonce)',
);

/** Source: mantle-v2 `CrossDomainMessenger.sol`. */
const mantleRelayMessage = parseAbiItem(
  'function relayMessage(uint256 nonce, address sender, address target, uint256 mnt, uint256 value, uint256 minGasLimit, bytes message)',
);

const decodeUsualRelay = callDecoder(relayMessage);
const decodeMantleRelay = callDecoder(mantleRelayMessage);

/** The message that is relayed by this call of a messenger; undefined for any other call. */
export const decodeRelay = (data: Hex): Message | undefined =>
  decodeUsualRelay(data) ?? decodeMantleRelay(data);

/** The call that relays a message. */
export function encodeRelay(message: Message): Hex {
  const { nonce, sender, target, value, mnt, minGasLimit, message: content } = message;
  if (mnt !== undefined) {
    const args = [nonce, sender, target, mnt, value, minGasLimit, content] as const;
    return encodeFunctionData({ abi: [mantleRelayMessage], args });
  }
  const args = [nonce, sender, target, value, minGasLimit, content] as const;
  return encodeFunctionData({ abi: [relayMessage], args });
}

/** The version of a message stands in the two highest bytes of its nonce. Source: optimism `Encoding.sol`. */
export function versionOf(nonce: bigint): number {
  return Number(nonce >> 240n);
}

/** The nonce by itself, as its messenger counts it. */
export function countOf(nonce: bigint): bigint {
  return BigInt.asUintN(240, nonce);
}

/** The hash by which messengers know a message since Bedrock. Source: optimism `Hashing.sol`. */
export function messageHash(message: Message): Hex {
  return keccak(encodeRelay(message));
}

/** The hash by which they knew it before. */
export function legacyMessageHash({ target, sender, message, nonce }: SentContent): Hex {
  const args = [target, sender, message, nonce] as const;
  return keccak(encodeFunctionData({ abi: [legacyRelayMessage], args }));
}

/** A digest of a message but for its value: of no contract, only to tie logs that tell one message. */
export function contentHash({ nonce, sender, target, minGasLimit, message }: SentContent): Hex {
  return keccak(
    encodeAbiParameters(parseAbiParameters('uint256, address, address, uint256, bytes'), [
      nonce,
      sender,
      target,
      minGasLimit,
      message,
    ]),
  );
}
