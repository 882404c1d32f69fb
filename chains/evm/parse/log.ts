import type { Hex } from '../../../core/raw-log.ts';
import { parseBytes, parseCount, parseHex } from './hex.ts';
import { Malformed, parseRecord } from './malformed.ts';

const TOPICS_MAX = 4;

/** A log as a node shows it. Hashes and addresses are in lower case. */
export interface EvmLog {
  address: Hex;
  topics: readonly Hex[];
  data: Hex;
  blockNumber: bigint;
  blockHash: Hex;
  transactionHash: Hex;
  logIndex: number;
  /** Unix seconds; null if the node does not tell. Newer ones do, and so save a request for the header. */
  blockTimestamp: number | null;
  /** The node says that a reorg took it back. */
  isRemoved: boolean;
}

/** Written by hand: a schema costs ten times as much, and a backfill is made of logs. */
export function parseLogs(answer: unknown): EvmLog[] {
  if (!Array.isArray(answer)) throw new Malformed('', 'must be a list');
  return answer.map(parseLog);
}

function parseLog(value: unknown, index: number): EvmLog {
  const at = (field: string) => `${index}.${field}`;
  const log = parseRecord(value, String(index));
  const { topics, blockTimestamp, removed } = log;
  if (!Array.isArray(topics) || topics.length > TOPICS_MAX) {
    throw new Malformed(at('topics'), `must be a list of at most ${TOPICS_MAX}`);
  }
  return {
    address: parseBytes(log['address'], 20, at('address')),
    topics: topics.map((topic: unknown, place) => parseBytes(topic, 32, at(`topics.${place}`))),
    data: parseHex(log['data'], at('data')),
    blockNumber: BigInt(parseCount(log['blockNumber'], at('blockNumber'))),
    blockHash: parseBytes(log['blockHash'], 32, at('blockHash')),
    transactionHash: parseBytes(log['transactionHash'], 32, at('transactionHash')),
    logIndex: parseCount(log['logIndex'], at('logIndex')),
    // Some nodes have a zero where they do not know.
    blockTimestamp:
      blockTimestamp == null ? null : parseCount(blockTimestamp, at('blockTimestamp')) || null,
    isRemoved: removed === true,
  };
}
