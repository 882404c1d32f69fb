import { keccak256, numberToHex, toHex } from 'viem';
import { onTestFinished } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { UNRECORDED_TIME } from './fixture.ts';
import { RpcFailure, startJsonRpcServer } from './json-rpc-server.ts';

/** Blocks on top of the last recorded one, so that all of them are final. */
const BLOCKS_ON_TOP = 600n;
const SAFE_BELOW = 40n;
const FINALIZED_BELOW = 80n;

/**
 * A JSON-RPC endpoint of a chain whose recorded transactions stand at their real heights; the blocks between them are
 * empty. It knows the methods that an indexer needs and no others.
 */
export async function startRecordedChain(
  chain: ChainId,
  logs: readonly RawLog[],
): Promise<{ url: string; first: bigint }> {
  const chainId = Number(chain.split(':')[1]);
  const recorded = new Map(
    logs.map(({ at }) => [at.blockNumber, { hash: at.blockHash, time: at.blockTime }]),
  );
  const heights = [...recorded.keys()].toSorted((a, b) => Number(a - b));
  const head = (heights.at(-1) ?? 0n) + BLOCKS_ON_TOP;
  const hashOf = (number: bigint) => {
    const hash = recorded.get(number)?.hash;
    // Not every record tells it.
    return hash?.startsWith('0x') ? hash : keccak256(toHex(`${chain} ${number}`));
  };
  // As on a real chain, the newest blocks are of now; the times of the ones between the recorded are not known.
  const now = Math.floor(Date.now() / 1000);
  const timeOf = (number: bigint) =>
    recorded.get(number)?.time ?? (number > (heights.at(-1) ?? 0n) ? now : UNRECORDED_TIME);
  const tags: Record<string, bigint> = {
    latest: head,
    safe: head - SAFE_BELOW,
    finalized: head - FINALIZED_BELOW,
  };
  const block = (tag: string) => {
    const number = tags[tag] ?? BigInt(tag);
    if (number > head) return null;
    return {
      number: numberToHex(number),
      hash: hashOf(number),
      parentHash: hashOf(number - 1n),
      timestamp: numberToHex(timeOf(number)),
    };
  };
  const toAnswer = ({ emitter, topics, data, at }: RawLog) => ({
    address: emitter,
    topics,
    data,
    blockNumber: numberToHex(at.blockNumber),
    blockHash: hashOf(at.blockNumber),
    transactionHash: at.transaction,
    transactionIndex: '0x0',
    logIndex: numberToHex(at.index),
    removed: false,
  });
  const methods: Record<string, (params: never[]) => unknown> = {
    eth_chainId: () => numberToHex(chainId),
    eth_blockNumber: () => numberToHex(head),
    eth_getBlockByNumber: ([tag]: string[]) => block(tag ?? 'latest'),
    eth_getLogs: ([filter]: LogQuery[]) =>
      logs
        .filter(
          ({ emitter, topics, at }) =>
            filter &&
            isOf(at, filter) &&
            filter.address.some((address) => address === emitter) &&
            filter.topics[0]?.includes(topics[0] ?? '0x'),
        )
        .map(toAnswer),
    eth_getTransactionReceipt: ([hash]: string[]) =>
      receiptOf(logs.filter(({ at }) => at.transaction === hash)),
    // Calls were recorded of those transactions alone whose logs are read with them.
    eth_getTransactionByHash: ([hash]: string[]) =>
      transactionOf(logs.find(({ at, call }) => call && at.transaction === hash)),
  };
  const server = await startJsonRpcServer((method, params) => {
    const call = methods[method];
    if (!call) throw new RpcFailure(-32_601, `the method ${method} does not exist`);
    // CAST: each method's own parameters; a wrong one is the indexer's mistake, and shows.
    return call(params as never[]) ?? null;
  });
  onTestFinished(() => server.stop());
  return { url: server.url, first: heights[0] ?? 0n };
}

interface LogQuery {
  fromBlock?: Hex;
  toBlock?: Hex;
  /** Instead of the two. */
  blockHash?: Hex;
  address: Hex[];
  topics: Hex[][];
}

const isOf = (at: RawLog['at'], { fromBlock, toBlock, blockHash }: LogQuery) =>
  blockHash === undefined
    ? at.blockNumber >= BigInt(fromBlock ?? 0) && at.blockNumber <= BigInt(toBlock ?? 0)
    : at.blockHash === blockHash;

/** A transaction whose call was recorded. */
function transactionOf(log: RawLog | undefined) {
  if (!log?.call) return null;
  const { blockHash, blockNumber, transaction } = log.at;
  return { ...log.call, hash: transaction, blockHash, blockNumber: numberToHex(blockNumber) };
}

/** A receipt with the recorded logs at their places; the logs before them were not recorded, but counted. */
function receiptOf(logs: readonly RawLog[]) {
  const [first] = logs;
  if (!first) return null;
  const base = first.at.index - (first.receiptIndex ?? 0);
  const length = Math.max(...logs.map(({ receiptIndex }) => receiptIndex ?? 0)) + 1;
  return {
    status: '0x1',
    blockHash: first.at.blockHash,
    blockNumber: numberToHex(first.at.blockNumber),
    transactionHash: first.at.transaction,
    logs: Array.from({ length }, (_, place) => ({ logIndex: numberToHex(base + place) })),
  };
}
