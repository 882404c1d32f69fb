import { concat, encodeAbiParameters, numberToHex, padHex, parseAbiParameters, size } from 'viem';
import type { Hex } from '../core/raw-log.ts';

// Written apart from what decodes these messages, so that a test holds one against the other.

/** The facts of a message of CCIP version 2. */
export interface CcipMessage {
  version?: number;
  sourceChainSelector: string;
  destChainSelector: string;
  messageNumber: string;
  executionGasLimit: number;
  ccipReceiveGasLimit: number;
  finality: Hex;
  ccvAndExecutorHash: Hex;
  onRamp: Hex;
  offRamp: Hex;
  sender: Hex;
  receiver: Hex;
  destBlob: Hex;
  tokenTransfer?: {
    version?: number;
    amount: string;
    sourcePool: Hex;
    sourceToken: Hex;
    destToken: Hex;
    tokenReceiver: Hex;
    extraData: Hex;
  };
  data: Hex;
}

/** What a pool up to version 1.5 has to say to the pool at the other end; EVM addresses. */
interface PoolData {
  sourcePool: Hex;
  destToken: Hex;
  extraData: Hex;
  destGasAmount: number;
}

/** True for the facts of a message of CCIP, or of a pool's. */
export const isCcip = (value: object): value is CcipMessage | PoolData =>
  'messageNumber' in value || 'destGasAmount' in value;

/** A message of CCIP as version 2 encodes it, or what a pool up to version 1.5 adds to one. */
export function encodeCcip(message: CcipMessage | PoolData): Hex {
  if ('destGasAmount' in message) return encodePoolData(message);
  const { tokenTransfer } = message;
  return concat([
    number(1, message.version ?? 1),
    number(8, message.sourceChainSelector),
    number(8, message.destChainSelector),
    number(8, message.messageNumber),
    number(4, message.executionGasLimit),
    number(4, message.ccipReceiveGasLimit),
    message.finality,
    message.ccvAndExecutorHash,
    counted(1, message.onRamp),
    counted(1, message.offRamp),
    counted(1, message.sender),
    counted(1, message.receiver),
    counted(2, message.destBlob),
    counted(2, tokenTransfer ? encodeTransfer(tokenTransfer) : '0x'),
    counted(2, message.data),
  ]);
}

function encodePoolData({ sourcePool, destToken, extraData, destGasAmount }: PoolData): Hex {
  const types = parseAbiParameters('(bytes pool, bytes token, bytes extraData, uint32 gas) data');
  const [pool, token] = [sourcePool, destToken].map((address) => padHex(address, { size: 32 }));
  return encodeAbiParameters(types, [
    { pool: pool ?? '0x', token: token ?? '0x', extraData, gas: destGasAmount },
  ]);
}

function encodeTransfer(transfer: NonNullable<CcipMessage['tokenTransfer']>): Hex {
  return concat([
    number(1, transfer.version ?? 1),
    number(32, transfer.amount),
    counted(1, transfer.sourcePool),
    counted(1, transfer.sourceToken),
    counted(1, transfer.destToken),
    counted(1, transfer.tokenReceiver),
    counted(2, transfer.extraData),
  ]);
}

const number = (bytes: number, value: number | string): Hex =>
  numberToHex(BigInt(value), { size: bytes });

const counted = (lengthBytes: number, bytes: Hex): Hex =>
  concat([number(lengthBytes, size(bytes)), bytes]);
