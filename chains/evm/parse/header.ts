import type { Header } from '../../../core/header.ts';
import type { Hex } from '../../../core/raw-log.ts';
import { parseBytes, parseHex, parseQuantity, parseBlockTime } from './hex.ts';
import { parseRecord } from './malformed.ts';

const BLOOM_CHARS = 2 + 512;

/** A header as it is read here, with what tells which logs may be in its block. */
export interface EvmHeader extends Header {
  /** The bloom filter of the block's logs; null where the chain has none. */
  bloom: Hex | null;
}

export function parseHeader(answer: unknown): EvmHeader {
  const { number, hash, parentHash, timestamp, logsBloom } = parseRecord(answer, '');
  return {
    number: parseQuantity(number, 'number'),
    hash: parseBytes(hash, 32, 'hash'),
    parentHash: parseBytes(parentHash, 32, 'parentHash'),
    time: parseBlockTime(timestamp, 'timestamp'),
    bloom:
      typeof logsBloom === 'string' && logsBloom.length === BLOOM_CHARS
        ? parseHex(logsBloom, 'logsBloom')
        : null,
  };
}

/** A header without what only this folder needs. */
export const plainHeader = ({ number, hash, parentHash, time }: EvmHeader): Header => ({
  number,
  hash,
  parentHash,
  time,
});
