import type { ChainDefinition } from '../../core/chain.ts';
import type { Header } from '../../core/header.ts';
import type { LogFilter, RawLog } from '../../core/raw-log.ts';
import type { Clock } from '../endpoints/clock.ts';
import type { Reading } from '../source.ts';
import { arrangeLogs } from './arrange-logs.ts';
import { askedBy } from './asked.ts';
import { believe, type Believer } from './believe.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import { plainHeader, type EvmHeader } from './parse/header.ts';
import type { EvmLog } from './parse/log.ts';
import { queryRange } from './query-logs.ts';
import { readHeader } from './read-header.ts';
import { readHeavyBlock } from './read-heavy-block.ts';
import { receiptIndexes } from './receipt-indexes.ts';
import { transactionCalls } from './transaction-calls.ts';
import { withCalls } from './with-calls.ts';

/** What reads one range. */
export interface RangeReader extends Omit<Believer, 'chainName'> {
  definition: ChainDefinition;
  clock: Clock;
  /** To be told what the node lacks, with a sentence. */
  lacks: (what: string, message: string) => void;
}

/**
 * Reads the logs of a range, both ends included, and what is needed to place them: block times, receipt indexes. Throws
 * a transient error where the answers contradict one another, as they do while a reorg goes on.
 *
 * @param options.isHeavy the range is one block, and too much for one answer
 */
export async function readRange(
  reader: RangeReader,
  { from, to }: { from: bigint; to: bigint },
  filter: LogFilter,
  { linked = false, isHeavy = false }: { linked?: boolean; isHeavy?: boolean } = {},
): Promise<Reading> {
  const { node: rpc, definition, clock, lacks } = reader;
  const chainName = definition.name;
  const asked = askedBy(filter);
  const headerOf = (number: bigint) => readHeader({ rpc, chainName }, number);
  const below = linked ? Array.from({ length: Number(to - from) }, (_, i) => from + BigInt(i)) : [];
  // In one batch with the logs, and before them: a node that lacks the range's end is not believed about its logs.
  const shown = headerOf(to);
  const [answer, last, ...linking] = await Promise.all([
    isHeavy
      ? shown.then((header) => readHeavyBlock({ rpc, chainName }, header, asked))
      : queryRange(rpc, { from, to }, asked),
    shown,
    ...below.map(headerOf),
  ]);
  const known = [...linking, last];
  checkLinked(known, chainName);
  const arranged = arrangeLogs(answer, { from, to }, asked, chainName);
  const unknown = blocksToAsk(arranged);
  for (const { number } of known) unknown.delete(number);
  const headers = [...linking, ...(await Promise.all([...unknown].map(headerOf))), last];
  const present = withoutRemoved(arranged, headers);
  checkAgainst(headers, present, chainName);
  const logs = linked
    ? await believe({ ...reader, chainName }, { headers, logs: present }, asked)
    : present;
  const asker = (what: string) => ({
    rpc,
    chainName,
    clock,
    warn: (message: string) => lacks(what, message),
  });
  const [places, calls] = await Promise.all([
    receiptIndexes(asker('receipts'), logs, filter),
    transactionCalls(asker('transactions'), logs, filter),
  ]);
  const placed = place(logs, { headers, places, chain: definition.id });
  return {
    to,
    headers: headers.map(plainHeader),
    parentHash: linked ? (headers[0]?.parentHash ?? null) : null,
    logs: calls.size > 0 ? withCalls(placed, calls, filter) : placed,
  };
}

/** Blocks whose header is needed: their time is not told, or they are said to be gone. */
const blocksToAsk = (logs: readonly EvmLog[]): Set<bigint> =>
  new Set(
    logs
      .filter(({ blockTimestamp, isRemoved }) => blockTimestamp === null || isRemoved)
      .map(({ blockNumber }) => blockNumber),
  );

/** Each block must stand on the one before it. */
function checkLinked(headers: readonly Header[], chainName: string): void {
  for (const [index, { parentHash, number }] of headers.entries()) {
    const below = headers[index - 1];
    if (below && below.hash !== parentHash) throw contradiction(chainName, number);
  }
}

/** That a node marks a log as removed shows nothing: its block is in the chain, or is not. */
function withoutRemoved(logs: readonly EvmLog[], headers: readonly EvmHeader[]): EvmLog[] {
  const hashes = new Set(headers.map(({ hash }) => hash));
  return logs.filter(({ isRemoved, blockHash }) => !isRemoved || hashes.has(blockHash));
}

/** Every log of a block whose header is at hand must be of that very block, and of its time. */
function checkAgainst(
  headers: readonly EvmHeader[],
  logs: readonly EvmLog[],
  chainName: string,
): void {
  const known = new Map(headers.map((header) => [header.number, header]));
  for (const { blockNumber, blockHash, blockTimestamp } of logs) {
    const header = known.get(blockNumber);
    if (!header) continue;
    if (header.hash !== blockHash) throw contradiction(chainName, blockNumber);
    if (blockTimestamp !== null && blockTimestamp !== header.time) {
      throw contradiction(chainName, blockNumber, 'a log of another time than its block');
    }
  }
}

/** The logs as the indexer wants them, in the order in which they are. */
function place(
  logs: readonly EvmLog[],
  {
    headers,
    places,
    chain,
  }: {
    headers: readonly EvmHeader[];
    places: ReadonlyMap<string, number>;
    chain: ChainDefinition['id'];
  },
): RawLog[] {
  const times = new Map(headers.map(({ hash, time }) => [hash, time]));
  const transactions = new Map<string, Map<string, number>>();
  return logs.map((log) => {
    const ordinals = transactions.get(log.transactionHash) ?? new Map<string, number>();
    if (ordinals.size === 0) transactions.set(log.transactionHash, ordinals);
    const kind = log.address + log.topics[0];
    const ordinal = ordinals.get(kind) ?? 0;
    ordinals.set(kind, ordinal + 1);
    return {
      emitter: log.address,
      topics: log.topics,
      data: log.data,
      ordinal,
      receiptIndex:
        places.size > 0 ? (places.get(`${log.blockHash} ${log.logIndex}`) ?? null) : null,
      at: {
        chain,
        blockNumber: log.blockNumber,
        blockHash: log.blockHash,
        blockTime: log.blockTimestamp ?? times.get(log.blockHash) ?? 0,
        transaction: log.transactionHash,
        index: log.logIndex,
      },
    };
  });
}
