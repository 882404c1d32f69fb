import type { Hex } from '../../../core/raw-log.ts';
import { parseBytes, parseCount, parseHex, parseBlockTime } from './hex.ts';
import { Malformed, parseRecord } from './malformed.ts';

/** A log has at most four topics. */
const TOPIC_PATHS = ['topics.0', 'topics.1', 'topics.2', 'topics.3'] as const;

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
  // The logs of a block follow one another, and most of what they carry is the same.
  const addressOf = lately((value) => parseBytes(value, 20, 'address'));
  const blockNumberOf = lately((value) => BigInt(parseCount(value, 'blockNumber')));
  const blockHashOf = lately((value) => parseBytes(value, 32, 'blockHash'));
  const transactionOf = lately((value) => parseBytes(value, 32, 'transactionHash'));
  const timeOf = lately(parseTime);
  const topicOf = lately((value) => parseBytes(value, 32, TOPIC_PATHS[0]));
  const parseLog = (value: unknown): EvmLog => {
    const log = parseRecord(value, '');
    return {
      address: addressOf(log['address']),
      topics: parseTopics(log['topics'], topicOf),
      data: parseHex(log['data'], 'data'),
      blockNumber: blockNumberOf(log['blockNumber']),
      blockHash: blockHashOf(log['blockHash']),
      transactionHash: transactionOf(log['transactionHash']),
      logIndex: parseCount(log['logIndex'], 'logIndex'),
      blockTimestamp: timeOf(log['blockTimestamp']),
      isRemoved: log['removed'] === true,
    };
  };
  return answer.map((value: unknown, index) => {
    try {
      return parseLog(value);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new Malformed(error.path ? `${index}.${error.path}` : String(index), error.message);
    }
  });
}

function parseTopics(topics: unknown, parseFirst: (value: unknown) => Hex): Hex[] {
  if (!Array.isArray(topics) || topics.length > TOPIC_PATHS.length) {
    throw new Malformed('topics', `must be a list of at most ${TOPIC_PATHS.length}`);
  }
  return topics.map((topic: unknown, place) =>
    place === 0 ? parseFirst(topic) : parseBytes(topic, 32, TOPIC_PATHS[place] ?? ''),
  );
}

/** Some nodes have a zero where they do not know. */
const parseTime = (value: unknown): number | null =>
  value === undefined || value === null ? null : parseBlockTime(value, 'blockTimestamp') || null;

/** The same function, which parses a value that comes again at once only once. */
function lately<T>(parse: (value: unknown) => T): (value: unknown) => T {
  let last: { value: unknown; parsed: T } | null = null;
  return (value) => {
    if (last === null || last.value !== value) last = { value, parsed: parse(value) };
    return last.parsed;
  };
}
