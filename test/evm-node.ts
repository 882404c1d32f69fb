import { afterAll, expect } from 'vitest';
import { definitions } from '../chains/definitions/index.ts';
import type { Clock } from '../chains/endpoints/clock.ts';
import { bitsOf } from '../chains/evm/bloom.ts';
import { createEvmSource, type EvmSourceOptions } from '../chains/evm/source.ts';
import type { ChainSource } from '../chains/source.ts';
import type { EvmChainDefinition } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import type { Hex, LogFilter, RawLog } from '../core/raw-log.ts';
import {
  RpcFailure,
  startJsonRpcServer,
  type JsonRpcServer,
  type JsonRpcServerOptions,
  type RpcHandler,
} from './json-rpc-server.ts';

// Nodes of an EVM chain for the tests of chains/evm: they speak JSON-RPC, and each test says how they misbehave.

const servers: JsonRpcServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map(({ stop }) => stop()));
});

// CAST: the id is an EVM chain's.
export const base = definitions.get('eip155:8453') as EvmChainDefinition;
export const emitter: Hex = `0x${'e1'.repeat(20)}`;
export const other: Hex = `0x${'e2'.repeat(20)}`;
export const sent: Hex = `0x${'51'.repeat(32)}`;
export const paid: Hex = `0x${'52'.repeat(32)}`;
export const filter: LogFilter = {
  wanted: new Map([emitter, other].map((address) => [address, [sent, paid]])),
  receiptIndexTopics: [],
};
export const withReceipts: LogFilter = { ...filter, receiptIndexTopics: [sent] };

/** What a chain's node knows; the height is that of the newest block. */
export interface ChainParts {
  id?: number;
  height?: bigint;
  logs?: readonly ALog[];
  /** The logs that `eth_getLogs` shows, where they are not all: an index may have gaps. */
  shown?: readonly ALog[];
  /** Serves `eth_getBlockReceipts`. */
  hasReceipts?: boolean;
  /** What the headers have for a bloom, where it is not that of the logs. */
  bloom?: Hex | undefined;
}

export type ALog = ReturnType<typeof aLog>;

export function aChain({
  id = 8453,
  height = 100n,
  logs = [],
  shown = logs,
  hasReceipts = false,
  ...rest
}: ChainParts = {}): RpcHandler {
  const tags: Record<string, bigint> = {
    latest: height,
    safe: height - 2n,
    finalized: height - 10n,
  };
  const logsIn = (number: bigint) => logs.filter((log) => BigInt(log.blockNumber) === number);
  return (method, [first]) => {
    switch (method) {
      case 'eth_chainId':
        return hex(id);
      case 'eth_blockNumber':
        return hex(height);
      case 'eth_getBlockByNumber': {
        const number = tags[String(first)] ?? BigInt(String(first));
        if (number > height) return null;
        const block = aBlock(number, logsIn(number));
        return 'bloom' in rest ? { ...block, logsBloom: rest.bloom } : block;
      }
      case 'eth_getLogs':
        return shown.filter((log) => isAskedFor(log, first as LogQuery));
      case 'eth_getBlockReceipts': {
        if (!hasReceipts) break;
        const found = logsIn(BigInt(String(first)));
        return [...new Set(found.map((log) => log.transactionHash))].map((transaction) => {
          const own = found.filter((log) => log.transactionHash === transaction);
          return { blockHash: own[0]?.blockHash, transactionHash: transaction, logs: own };
        });
      }
    }
    throw new RpcFailure(-32601, `the method ${method} does not exist`);
  };
}

/** The parameter of `eth_getLogs`. */
export interface LogQuery {
  fromBlock?: string;
  toBlock?: string;
  blockHash?: string;
  /** Absent where any emitter is meant. */
  address?: string[];
  topics: [string[]];
}

const isAskedFor = (log: ALog, { fromBlock, toBlock, blockHash, address, topics }: LogQuery) => {
  const number = BigInt(log.blockNumber);
  const isThere =
    blockHash === undefined
      ? number >= BigInt(fromBlock ?? 0) && number <= BigInt(toBlock ?? 0)
      : log.blockHash === blockHash;
  const [topic = ''] = log.topics;
  return (
    isThere &&
    (address?.includes(log.address.toLowerCase()) ?? true) &&
    topics[0].includes(topic.toLowerCase())
  );
};

export function aBlock(number: bigint, logs: readonly ALog[] = []) {
  return {
    number: hex(number),
    hash: hashOf(number),
    parentHash: hashOf(number - 1n),
    timestamp: hex(timeOf(Number(number))),
    logsBloom: bloomOf(logs.flatMap(({ address, topics }) => [address, ...topics])),
    transactions: [...new Set(logs.map(({ transactionHash }) => transactionHash))],
  };
}

/** The bloom filter of a block in which these emitters and topics stand. */
export function bloomOf(items: readonly Hex[]): Hex {
  const bits = items.flatMap(bitsOf).reduce((bloom, bit) => bloom | (1n << BigInt(bit)), 0n);
  return `0x${bits.toString(16).padStart(512, '0')}`;
}

export function aLog({
  block,
  index = 0,
  transaction = hashOf(`transaction in ${block}`),
  address = emitter,
  topics = [sent],
  ...rest
}: {
  block: bigint;
  index?: number;
  transaction?: Hex;
  address?: Hex;
  topics?: Hex[];
  data?: Hex;
  blockHash?: Hex;
  blockTimestamp?: Hex | undefined;
  removed?: boolean;
}) {
  return {
    address,
    topics,
    data: '0x',
    blockNumber: hex(block),
    blockHash: hashOf(block),
    blockTimestamp: hex(timeOf(Number(block))),
    transactionHash: transaction,
    logIndex: hex(index),
    removed: false,
    ...rest,
  };
}

export const hex = (value: number | bigint) => `0x${value.toString(16)}`;
export const upper = (value: Hex): Hex => `0x${value.slice(2).toUpperCase()}`;
export const timeOf = (block: number) => 1_700_000_000 + 2 * block;

/** A hash that tells what it is of. */
export function hashOf(what: bigint | string): Hex {
  return `0x${Buffer.from(String(what)).toString('hex').padStart(64, '0')}`;
}

/** A node that is stopped after the tests of the file. */
export async function aNode(handler: RpcHandler, options?: JsonRpcServerOptions) {
  const server = await startJsonRpcServer(handler, options);
  servers.push(server);
  return server;
}

/** A clock on which nothing takes long: who sleeps is woken at once, and later. */
export function aClock(): Clock & { skip: (ms: number) => void } {
  let skipped = 0;
  const skip = (ms: number) => void (skipped += ms);
  return {
    now: () => performance.now() + skipped,
    utc: () => Date.now() + skipped,
    sleep: async (ms) => skip(ms),
    random: () => 0.5,
    skip,
  };
}

/** A source that is connected, on a clock of its own, and what the operator was told. */
export async function connect(
  urls: readonly string[],
  definition: EvmChainDefinition = base,
  options: Partial<EvmSourceOptions> = {},
) {
  const warnings: string[] = [];
  const infos: string[] = [];
  const clock = aClock();
  const source = createEvmSource({
    definition,
    endpoints: urls.map((url) => ({ url })),
    notes: {
      warn: (message) => void warnings.push(message),
      info: (message) => void infos.push(message),
    },
    clock,
    ...options,
  });
  await source.connect();
  return { source, warnings, infos, clock };
}

/** Reads a chain as the backfill does, and what was read. */
export async function readAll(source: ChainSource, height: bigint) {
  const ranges: { from: bigint; to: bigint }[] = [];
  const read: RawLog[] = [];
  for (let from = 1n; from <= height;) {
    const reading = await source.read({ from, to: height }, filter);
    ranges.push({ from, to: reading.to });
    read.push(...reading.logs);
    from = reading.to + 1n;
  }
  return { ranges, read };
}

export function isGapless(
  ranges: readonly { from: bigint; to: bigint }[],
  height: bigint,
): boolean {
  const next = ranges.reduce((at, { from, to }) => (from === at && to >= from ? to + 1n : -1n), 1n);
  return next === height + 1n;
}

export function lengthOf([range]: readonly unknown[]): bigint {
  const { fromBlock, toBlock } = range as { fromBlock: string; toBlock: string };
  return BigInt(toBlock) - BigInt(fromBlock) + 1n;
}

/** The ranges that a node was asked for, each one once. */
export function rangesOf({ requests }: JsonRpcServer): string[] {
  const asked = requests.flatMap(({ method, params }) => {
    const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock: string; toBlock: string };
    return method === 'eth_getLogs' ? [`${fromBlock} ${toBlock}`] : [];
  });
  return [...new Set(asked)];
}

/** What an operator sees of a failure; anything but a `MidflightError` fails the test. */
export async function failureOf(attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => expect.unreachable('it should have failed'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MidflightError);
  const { code, message, recovery, isTransient } = error as MidflightError;
  return { code, message, recovery, isTransient };
}

export const malformed = (method: string) => ({
  code: 'rpc_malformed',
  message: expect.stringMatching(new RegExp(`^base answered ${method} with .*\\.$`)) as string,
  recovery: 'It is asked again; if this lasts, use another RPC endpoint.',
  isTransient: true,
});

/** All text that a log could make of an error: its fields and causes too. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => {
    // CAST: any own field, by name.
    const value = (error as unknown as Record<string, unknown>)[name];
    return value instanceof Error ? everythingIn(value) : (JSON.stringify(value) ?? '');
  });
  return own.join('\n');
}
