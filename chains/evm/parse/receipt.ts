import type { Hex } from '../../../core/raw-log.ts';
import { parseBytes, parseCount, parseQuantity } from './hex.ts';
import { parseLogs, type EvmLog } from './log.ts';
import { Malformed, parseRecord } from './malformed.ts';

/** A transaction's receipt, as far as it is used here. */
interface Receipt {
  blockHash: Hex;
  /** The index in the block of each of its logs, in their order. */
  logIndexes: number[];
}

export function parseReceipt(answer: unknown): Receipt {
  const { blockHash, logs } = parseRecord(answer, '');
  if (!Array.isArray(logs)) throw new Malformed('logs', 'must be a list');
  return {
    blockHash: parseBytes(blockHash, 32, 'blockHash'),
    logIndexes: logs.map((log: unknown, index) =>
      parseCount(parseRecord(log, `logs.${index}`)['logIndex'], `logs.${index}.logIndex`),
    ),
  };
}

/** A receipt with its logs as they are. */
export interface ReceiptLogs {
  blockHash: Hex;
  logs: EvmLog[];
}

export function parseReceiptLogs(answer: unknown): ReceiptLogs {
  const { blockHash, logs } = parseRecord(answer, '');
  return { blockHash: parseBytes(blockHash, 32, 'blockHash'), logs: parseLogs(logs) };
}

/** Whether a transaction did what it was to do, and in which block. */
export interface Status {
  blockHash: Hex;
  isSuccess: boolean;
}

export function parseStatus(answer: unknown): Status {
  const { blockHash, status } = parseRecord(answer, '');
  return {
    blockHash: parseBytes(blockHash, 32, 'blockHash'),
    isSuccess: parseCount(status, 'status') === 1,
  };
}

/** The same with the height of that block. */
export function parseOutcome(answer: unknown): Status & { blockNumber: bigint } {
  const { blockNumber } = parseRecord(answer, '');
  return { ...parseStatus(answer), blockNumber: parseQuantity(blockNumber, 'blockNumber') };
}
