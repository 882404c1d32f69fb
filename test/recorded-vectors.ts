import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wantedInstructions, wantedTexts } from '../chains/svm/wanted-texts.ts';
import type { ChainId } from '../core/chain.ts';
import type { Call, Hex, RawLog } from '../core/raw-log.ts';
import { readerFor } from '../indexer/capture.ts';
import type { Protocol } from '../protocols/bind.ts';
import { recordedBundles, type RecordedLog, type RecordedReceipt } from './recorded-bundles.ts';
import { encodeLogs, readFixture } from './fixture.ts';
import { derivedLogs } from './recorded-derived.ts';
import {
  recordedEvents,
  recordedSingleEvents,
  recordedTransactions,
  type RecordedEvent,
} from './recorded-solana.ts';

// The recorded transactions that fixtures were stated from. They stand beside the project, or are not there.

const vectors = join(import.meta.dirname, '..', '..', 'shared', 'vectors');

/** Whether they are there. */
export const hasVectors = existsSync(vectors);

/** The logs of one recorded file, of whatever contract. */
export interface RecordedFile {
  folder: string;
  file: string;
  logs: RawLog[];
  /** Both ends of a message are in it. */
  isBundle: boolean;
}

/** Every recorded file; one that holds no log, such as a message alone, has none. */
export function recordedFiles(protocols: readonly Protocol[]): RecordedFile[] {
  const folders = readdirSync(vectors, { withFileTypes: true }).filter((one) => one.isDirectory());
  return folders.flatMap(({ name: folder }) => filesOf(folder, protocols));
}

/** The files of each pair of recorded legs that belong to one operation, as folder and file; embedded ones are left out. */
export function recordedPairs(): string[][] {
  // CAST: this repository's neighbour, whose shape its README tells.
  const pairs = JSON.parse(readFileSync(join(vectors, 'pairs.json'), 'utf8')) as {
    legs: { vector: string }[];
  }[];
  return pairs
    .map(({ legs }) => [...new Set(legs.map(({ vector }) => vector.replace(/#.*/, '')))])
    .filter((files) => files.length > 0);
}

interface Recorded {
  kind?: string;
  chainId?: number;
  chain?: string;
  tx?: { from: Hex; to: Hex | null; input?: Hex };
  data?: Receipt | SingleLog[];
}
interface Receipt {
  transactionHash?: Hex;
  hash?: Hex;
  blockHash?: Hex;
  blockNumber?: Hex | number;
  environment?: string;
  logs?: RecordedLog[];
}
type SingleLog = Partial<RecordedLog> & { transactionHash?: Hex; blockHash?: Hex };

function filesOf(folder: string, protocols: readonly Protocol[]): RecordedFile[] {
  const path = join(vectors, folder);
  const bundles = new Map(recordedBundles(path).map(({ file, receipts }) => [file, receipts]));
  const onSolana = new Map(recordedTransactions(path).map((one) => [one.file, one]));
  const alone = new Map(recordedSingleEvents(path).map((one) => [one.file, one]));
  return readdirSync(path).map((file) => {
    const bundle = bundles.get(file);
    const transaction = onSolana.get(file);
    if (transaction) {
      const filter = readerFor(transaction.chain, protocols)?.filter ?? { wanted: new Map() };
      const logs = recordedEvents(transaction, wantedTexts(filter), wantedInstructions(filter));
      return { folder, file, logs, isBundle: false };
    }
    const event = alone.get(file);
    if (event) return { folder, file, logs: logsOfEvent(event, folder), isBundle: false };
    const recorded = JSON.parse(readFileSync(join(path, file), 'utf8')) as Recorded;
    const receipts = bundle ?? receiptsOf(recorded, protocols);
    const logs = [...receipts.flatMap(logsOf), ...derivedLogs(recorded, protocols)];
    return { folder, file, logs, isBundle: bundle !== undefined };
  });
}

/** Which program emitted it, and where, is said by the fixture of the protocol. */
function logsOfEvent({ signature, topic, data }: RecordedEvent, protocol: string): RawLog[] {
  return readFixture(protocol)
    .transactions.flatMap(encodeLogs)
    .filter(({ at }) => at.transaction === signature)
    .map((log) => ({ ...log, topics: [topic], data }));
}

const chainIds: Readonly<Record<string, number>> = {
  ethereum: 1,
  optimism: 10,
  polygon: 137,
  base: 8453,
  arbitrum: 42161,
  'ethereum-sepolia': 11155111,
  'arbitrum-sepolia': 421614,
};
/** Where a record calls a test network by the name of the main one. */
const testChainIds: Readonly<Record<string, number>> = { avalanche: 43113 };

function receiptsOf(
  { chainId, chain: name = '', tx, data }: Recorded,
  protocols: readonly Protocol[],
): RecordedReceipt[] {
  const isWhole = !Array.isArray(data);
  const receipt: Receipt = Array.isArray(data) ? {} : (data ?? {});
  const logs = Array.isArray(data) ? data : (receipt.logs ?? []);
  const ids = receipt.environment === 'testnet' ? { ...chainIds, ...testChainIds } : chainIds;
  const [, inBrackets] = /\((\d+)\)/.exec(name) ?? [];
  const id = chainId ?? ids[name] ?? inBrackets;
  const call: Call | undefined = tx?.input && { from: tx.from, to: tx.to, input: tx.input };
  return logs.filter(isLog).map((log, place) => ({
    chain: id === undefined ? chainOf(log, protocols) : `eip155:${id}`,
    transaction: (
      receipt.transactionHash ??
      log.transactionHash ??
      receipt.hash ??
      '0x'
    ).toLowerCase(),
    blockHash: receipt.blockHash ?? log.blockHash ?? '0x',
    blockNumber: BigInt(receipt.blockNumber ?? 1),
    // Of a receipt each log has its place.
    logs: [{ ...log, logIndex: log.logIndex ?? place, place: isWhole ? place : null }],
    isWhole,
    ...(call && { call }),
  }));
}

const isLog = (log: SingleLog): log is SingleLog & RecordedLog =>
  log.topics !== undefined && log.address !== undefined && log.data !== undefined;

/** Where nobody has said which chain it was: the first on which somebody reads this contract. */
function chainOf({ address }: RecordedLog, protocols: readonly Protocol[]): ChainId {
  const emitter = address.toLowerCase();
  for (const { contracts } of protocols) {
    for (const [chain, known] of contracts) if (known.includes(emitter)) return chain;
  }
  return 'eip155:0';
}

function logsOf({ chain, logs, isWhole, call, ...at }: RecordedReceipt): RawLog[] {
  return logs.map(({ address, topics, data, logIndex, place }, index) => ({
    // CAST: hex in another case is hex.
    emitter: address.toLowerCase() as Hex,
    topics,
    data,
    ordinal: 0,
    receiptIndex: isWhole ? (place ?? index) : null,
    ...(call && { call }),
    at: { chain, ...at, blockTime: 1, index: Number(logIndex ?? index) },
  }));
}
