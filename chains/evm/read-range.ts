import type { ChainDefinition } from '../../core/chain.ts';
import type { Header } from '../../core/header.ts';
import type { LogFilter, RawLog } from '../../core/raw-log.ts';
import type { ReadOptions, Reading } from '../source.ts';
import { contradiction } from './contradiction.ts';
import { readHeader } from './read-header.ts';
import { receiptIndexes } from './receipt-indexes.ts';
import type { Rpc } from './rpc.ts';
import { plainHeader } from './parse/header.ts';
import { toQuantity } from './parse/hex.ts';
import { parseLogs, type EvmLog } from './parse/log.ts';

/**
 * Reads the logs of a range, both ends included, and what is needed to place them: block times, receipt indexes. Throws
 * a transient error where the answers contradict one another, as they do while a reorg goes on.
 */
export async function readRange(
  {
    rpc,
    definition,
    warn,
  }: { rpc: Rpc; definition: ChainDefinition; warn: (message: string) => void },
  { from, to }: { from: bigint; to: bigint },
  filter: LogFilter,
  { linked = false }: ReadOptions = {},
): Promise<Reading> {
  const headerOf = (number: bigint) => readHeader({ rpc, chainName: definition.name }, number);
  const logFilter = {
    fromBlock: toQuantity(from),
    toBlock: toQuantity(to),
    address: [...filter.wanted.keys()],
    topics: [[...new Set([...filter.wanted.values()].flat())]],
  };
  // The headers come with the logs in one batch: a node that lacks the range's end is not believed about its logs.
  const below = linked ? Array.from({ length: Number(to - from) }, (_, i) => from + BigInt(i)) : [];
  const [answer, last, ...linking] = await Promise.all([
    rpc.call('eth_getLogs', [logFilter], parseLogs),
    headerOf(to),
    ...below.map(headerOf),
  ]);
  checkLinked([...linking, last], definition.name);
  const shown = answer.filter(({ isRemoved }) => !isRemoved);
  // Some nodes show a log twice where two of their own ranges meet.
  const logs = [
    ...new Map(shown.map((log) => [`${log.blockHash} ${log.logIndex}`, log])).values(),
  ].toSorted((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
  const untimed = new Set(
    logs.filter(({ blockTimestamp }) => blockTimestamp === null).map((log) => log.blockNumber),
  );
  for (const { number } of [...linking, last]) untimed.delete(number);
  const headers = [...linking, ...(await Promise.all([...untimed].map(headerOf))), last];
  checkAgainst(headers, logs, definition.name);
  const times = new Map(headers.map(({ hash, time }) => [hash, time]));
  const places = await receiptIndexes({ rpc, chainName: definition.name, warn }, logs, filter);
  const ordinals = new Map<string, number>();
  return {
    to,
    headers: headers.map(plainHeader),
    parentHash: linked ? (headers[0]?.parentHash ?? null) : null,
    logs: logs.map((log): RawLog => {
      const kind = `${log.transactionHash} ${log.address} ${log.topics[0]}`;
      const ordinal = ordinals.get(kind) ?? 0;
      ordinals.set(kind, ordinal + 1);
      return {
        emitter: log.address,
        topics: log.topics,
        data: log.data,
        ordinal,
        receiptIndex: places.get(`${log.blockHash} ${log.logIndex}`) ?? null,
        at: {
          chain: definition.id,
          blockNumber: log.blockNumber,
          blockHash: log.blockHash,
          blockTime: log.blockTimestamp ?? times.get(log.blockHash) ?? 0,
          transaction: log.transactionHash,
          index: log.logIndex,
        },
      };
    }),
  };
}

/** Each block must stand on the one before it. */
function checkLinked(headers: readonly Header[], chainName: string) {
  for (const [index, { parentHash, number }] of headers.entries()) {
    const below = headers[index - 1];
    if (below && below.hash !== parentHash) throw contradiction(chainName, number);
  }
}

/** Every log of a block whose header is at hand must be of that very block. */
function checkAgainst(headers: readonly Header[], logs: readonly EvmLog[], chainName: string) {
  const hashes = new Map(headers.map(({ number, hash }) => [number, hash]));
  for (const { blockNumber, blockHash } of logs) {
    const known = hashes.get(blockNumber);
    if (known !== undefined && known !== blockHash) throw contradiction(chainName, blockNumber);
  }
}
