import { concat, numberToHex } from 'viem';
import type { Hex } from '../core/raw-log.ts';

interface Burn {
  version: number;
  burnToken: Hex;
  mintRecipient: Hex;
  amount: string;
  messageSender: Hex;
  maxFee?: string;
  feeExecuted?: string;
  expirationBlock?: string;
  hookData?: Hex;
}

interface Message {
  version?: number;
  sourceDomain: number;
  destinationDomain: number;
  nonce: string;
  sender: Hex;
  recipient: Hex;
  destinationCaller: Hex;
  minFinalityThreshold?: number;
  finalityThresholdExecuted?: number;
  burn: Burn;
  /** In place of a transfer. */
  body?: Hex;
}

/** CCTP's packed messages, and the bodies of its transfers. */
export function encodeCctp(value: object): Hex {
  const message = value as Message;
  if (message.version === undefined) return encodeBurn(message.burn);
  const { version, sourceDomain, destinationDomain, nonce, sender, recipient, destinationCaller } =
    message;
  return concat([
    u32(version),
    u32(sourceDomain),
    u32(destinationDomain),
    version === 0 ? numberToHex(BigInt(nonce), { size: 8 }) : (nonce as Hex),
    sender,
    recipient,
    destinationCaller,
    ...(version === 0
      ? []
      : [u32(message.minFinalityThreshold ?? 0), u32(message.finalityThresholdExecuted ?? 0)]),
    message.body ?? encodeBurn(message.burn),
  ]);
}

function encodeBurn(burn: Burn): Hex {
  return concat([
    u32(burn.version),
    burn.burnToken,
    burn.mintRecipient,
    u256(burn.amount),
    burn.messageSender,
    ...(burn.version === 0
      ? []
      : [
          u256(burn.maxFee ?? '0'),
          u256(burn.feeExecuted ?? '0'),
          u256(burn.expirationBlock ?? '0'),
          burn.hookData ?? '0x',
        ]),
  ]);
}

const u32 = (value: number) => numberToHex(value, { size: 4 });
const u256 = (value: string) => numberToHex(BigInt(value), { size: 32 });
