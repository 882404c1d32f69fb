import type { Hex } from '../../../core/raw-log.ts';
import { parseBytes, parseCount } from './hex.ts';
import { Malformed, parseRecord } from './malformed.ts';

/** A transaction's receipt, as far as it is used here. */
export interface Receipt {
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
