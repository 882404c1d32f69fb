import type { Lookup } from '../core/lookup.ts';
import type { Hex } from '../core/raw-log.ts';
import { aBlock, aChain, hashOf, hex, timeOf, type ALog, type ChainParts } from './evm-node.ts';
import { RpcFailure, type RpcHandler } from './json-rpc-server.ts';

// A chain on which packets are delivered without a log: a contract's view shows each, and the call's input holds it.

const selector: Hex = '0x4b2b20e7';
const viewSelector: Hex = '0x9b5e97d2';
export const connection: Hex = `0x${'c0'.repeat(20)}`;
export const manager: Hex = `0x${'a0'.repeat(20)}`;
export const relayer: Hex = `0x${'4e'.repeat(20)}`;
export const vault: Hex = `0x${'fa'.repeat(20)}`;
export const released = hashOf('released');

const word = (value: number): string => value.toString(16).padStart(64, '0');

/** What is asked about a packet. */
export const aLookup = (
  packet: number,
  { since = timeOf(1), ...rest }: Partial<Lookup> = {},
): Lookup => ({
  chain: 'eip155:8453',
  key: `packet:${packet}`,
  step: 'deliver',
  view: { to: connection, data: `${viewSelector}${word(146)}${word(packet)}` },
  callee: manager,
  marks: [`0x${word(packet)}`, `0x${'feed'.repeat(4)}${word(packet)}`],
  since,
  ...rest,
});

/** With the logs that come with each delivery. */
export const withTrail = (lookup: Lookup): Lookup => ({
  ...lookup,
  trail: { emitter: vault, topics: [released] },
});

/** The call data that delivers a packet. */
export const inputOf = (packet: number): Hex =>
  `${selector}${word(146)}${word(packet)}${'feed'.repeat(4)}${word(packet)}`;

/** The shape of a call's log behind its selector. */
export const called = (packet: number) => ({
  emitter: manager,
  topics: [selector],
  data: `0x${inputOf(packet).slice(10)}`,
  ordinal: 0,
  receiptIndex: null,
  isAsked: true,
  call: { from: relayer, to: manager, input: inputOf(packet) },
});

/** The same of a view. */
export const viewed = (packet: number) => ({
  emitter: connection,
  topics: [viewSelector],
  data: `0x${word(146)}${word(packet)}`,
  ordinal: 0,
  receiptIndex: null,
  isAsked: true,
});

export const placeOf = (block: bigint, transaction: string) => ({
  chain: 'eip155:8453',
  blockNumber: block,
  blockHash: hashOf(block),
  blockTime: timeOf(Number(block)),
  transaction,
  index: -1,
});

export const stateOf = ({ view }: Lookup): string => `state:${view.to}:${view.data}`;

/** A transaction, and whether it did what it was to do. */
export interface ATransaction {
  hash: Hex;
  block: bigint;
  from: Hex;
  to: Hex | null;
  input: Hex;
  isSuccess: boolean;
}

export const aDelivery = (
  packet: number,
  block: bigint,
  rest: Partial<ATransaction> = {},
): ATransaction => ({
  hash: hashOf(`delivery of ${packet}`),
  block,
  from: relayer,
  to: manager,
  input: inputOf(packet),
  isSuccess: true,
  ...rest,
});

/** What its node knows. */
export interface DeliveringParts extends ChainParts {
  transactions: readonly ATransaction[];
  /** The block in which each packet's view is set, where that is not the one of its successful transaction. */
  setAt?: ReadonlyMap<number, bigint>;
  /** The lowest block whose state is served. */
  statesFrom?: bigint;
}

/** The node's answers as they should be. Its parts may be changed while it runs. */
export function aDeliveringChain(parts: DeliveringParts): RpcHandler {
  return (method, params) => {
    const { height = 100n, transactions, setAt, statesFrom = 0n } = parts;
    const chain = aChain({ ...parts, height, logs: parts.logs ?? trailOf(transactions) });
    const [first, second] = params;
    switch (method) {
      case 'eth_call': {
        const { data } = first as { data: Hex };
        const block = BigInt(String(second));
        if (block > height) throw new RpcFailure(-32_000, 'header not found');
        if (block < statesFrom) throw new RpcFailure(-32_000, 'missing trie node');
        const packet = Number(`0x${data.slice(-64)}`);
        const own = transactions.find(
          ({ input, isSuccess }) => isSuccess && input === inputOf(packet),
        );
        const set = setAt?.get(packet) ?? own?.block;
        return `0x${word(Number(set !== undefined && set <= block))}`;
      }
      case 'eth_getBlockByNumber': {
        const answer = chain(method, params);
        if (second !== true || answer === null) return answer;
        const number = BigInt(String(first));
        const own = transactions.filter(({ block }) => block === number).map(shown);
        return { ...aBlock(number), transactions: [aStranger(number), ...own] };
      }
      case 'eth_getTransactionByHash': {
        const found = transactions.find(({ hash }) => hash === first);
        return found && found.block <= height ? shown(found) : null;
      }
      case 'eth_getTransactionReceipt': {
        const found = transactions.find(({ hash }) => hash === first);
        if (!found || found.block > height) return null;
        return {
          blockHash: hashOf(found.block),
          blockNumber: hex(found.block),
          status: hex(Number(found.isSuccess)),
          logs: [],
        };
      }
    }
    return chain(method, params);
  };
}

const shown = ({ hash, block, from, to, input }: ATransaction) => ({
  hash,
  from,
  to,
  input,
  blockHash: hashOf(block),
  blockNumber: hex(block),
});

/** A chain's own kind of transaction. */
const aStranger = (block: bigint) => ({
  hash: hashOf(`own of ${block}`),
  type: '0x7e',
  input: '0x',
});

/** A delivery that succeeds releases tokens. */
const trailOf = (transactions: readonly ATransaction[]): ALog[] =>
  transactions
    .filter(({ isSuccess }) => isSuccess)
    .map(({ hash, block }, index) => ({
      address: vault,
      topics: [released],
      data: '0x',
      blockNumber: hex(block),
      blockHash: hashOf(block),
      blockTimestamp: hex(timeOf(Number(block))),
      transactionHash: hash,
      logIndex: hex(index),
      removed: false,
    }));
