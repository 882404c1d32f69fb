import type { ChainDefinition, ChainId, Head } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import type { Header } from '../core/header.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import type { ChainSource } from '../chains/source.ts';

/** A chain in memory, behind the interface that the indexer reads chains by. Its blocks come when the test says. */
export interface SimulatedChain extends ChainSource {
  /** Adds blocks; `logs` says how many logs each of them carries. */
  grow: (blocks: number, logs?: number) => void;
  /** Replaces the newest blocks by as many others. */
  reorg: (depth: number, logs?: number) => void;
  /** Shows only blocks up to this height, as a node that lags does; undefined shows all. */
  lag: (height: number | undefined) => void;
  /** Shows nothing below this height, as a node does that has thrown old blocks away. */
  prune: (height: bigint) => void;
  /** Refuses the next requests. */
  fail: (requests: number) => void;
  /** Adds a block with a call that leaves no log, which answers the lookups whose view has this data. */
  call: (data: Hex) => void;
  /** What was asked, question by question, as the keys of the lookups. */
  questions: string[][];
  /** Every log of the chain, as `<block hash> <index>`. */
  events: () => string[];
  /** The ranges that were read a first time. */
  reads: { from: bigint; to: bigint }[];
}

const SAFE_DEPTH = 2;
const FINALIZED_DEPTH = 5;
const BLOCKS_PER_READ = 200n;

export function simulateChain(
  id: ChainId,
  name: string,
  { startTime = 1_000 } = {},
): SimulatedChain {
  const blocks: { header: Header; logs: RawLog[]; calls: RawLog[] }[] = [];
  const questions: string[][] = [];
  const reads: { from: bigint; to: bigint }[] = [];
  let forks = 0;
  let shown: number | undefined;
  let lowest = 0n;
  let failures = 0;
  const definition: ChainDefinition = {
    id,
    family: 'evm',
    name,
    blockTimeMs: 400,
    finality: { safe: { depth: SAFE_DEPTH }, finalized: { depth: FINALIZED_DEPTH } },
  };

  const visible = () => blocks.slice(0, shown === undefined ? undefined : shown + 1);
  const ask = async () => {
    if (failures === 0) return;
    failures -= 1;
    throw new MidflightError({
      code: 'rpc_unreachable',
      message: `${name} is away.`,
      recovery: 'Wait.',
      isTransient: true,
    });
  };
  const at = (number: bigint) => {
    const block = visible()[Number(number)];
    const isPruned = number < lowest;
    if (block && !isPruned) return block;
    throw new MidflightError({
      code: isPruned ? 'rpc_history_pruned' : 'rpc_malformed',
      message: `${name} lacks ${number}.`,
      recovery: 'Wait.',
      isTransient: true,
      context: { isAbsent: !isPruned },
    });
  };
  const add = (logs: number, calls: readonly Hex[] = []) => {
    const number = BigInt(blocks.length);
    const hash = `0x${name}-${number}-${forks}`;
    const time = startTime + blocks.length;
    const header = { number, hash, parentHash: blocks.at(-1)?.header.hash ?? '0x', time };
    const toLog = (_: unknown, index: number): RawLog => ({
      emitter: '0xc',
      topics: ['0x01'],
      data: '0x',
      ordinal: index,
      receiptIndex: index,
      at: {
        chain: id,
        blockNumber: number,
        blockHash: hash,
        blockTime: time,
        transaction: `${hash}-tx`,
        index,
      },
    });
    const toCall = (data: Hex): RawLog => ({
      ...toLog(null, 0),
      emitter: '0xd',
      topics: ['0xca11ca11'],
      data,
      receiptIndex: null,
      at: { ...toLog(null, 0).at, transaction: `${hash}-call`, index: -1 },
    });
    blocks.push({
      header,
      logs: Array.from({ length: logs }, toLog),
      calls: calls.map(toCall),
    });
  };
  add(0);
  const callWith = (wanted: Hex) =>
    visible()
      .flatMap(({ calls }) => calls)
      .filter(({ data }) => data === wanted);
  return {
    definition,
    reads,
    questions,
    call: (data) => add(0, [data]),
    grow: (count, logs = 0) => {
      for (let i = 0; i < count; i += 1) add(logs);
    },
    reorg: (depth, logs = 0) => {
      blocks.length -= depth;
      forks += 1;
      for (let i = 0; i < depth; i += 1) add(logs);
    },
    lag: (height) => {
      shown = height;
    },
    prune: (height) => {
      lowest = height;
    },
    fail: (requests) => {
      failures = requests;
    },
    events: () =>
      blocks.flatMap(({ logs }) => logs.map((log) => `${log.at.blockHash} ${log.at.index}`)),
    head: async () => {
      await ask();
      const { header } = at(BigInt(visible().length - 1));
      const below = (depth: number) =>
        header.number < depth ? null : header.number - BigInt(depth);
      return {
        ...header,
        safe: below(SAFE_DEPTH),
        finalized: below(FINALIZED_DEPTH),
      } satisfies Head;
    },
    headers: async (numbers) => {
      await ask();
      return numbers.map((number) => at(number).header);
    },
    lookUp: async (lookups) => {
      await ask();
      questions.push(lookups.map(({ key }) => key));
      return lookups.flatMap((lookup) =>
        callWith(lookup.view.data).map((log) => ({ lookup, log })),
      );
    },
    lookAgain: async (answers) => {
      await ask();
      return answers.flatMap(({ data }) => callWith(data));
    },
    stride: () => BLOCKS_PER_READ,
    watch: () => () => {},
    read: async ({ from, to: wanted }, _, { linked = false, again = false } = {}) => {
      await ask();
      const to = wanted - from >= BLOCKS_PER_READ ? from + BLOCKS_PER_READ - 1n : wanted;
      const last = at(to);
      if (!again) reads.push({ from, to });
      const range = blocks.slice(Number(from), Number(to) + 1);
      return {
        to,
        logs: range.flatMap(({ logs }) => logs),
        headers: linked ? range.map(({ header }) => header) : [last.header],
        parentHash: linked ? (range[0]?.header.parentHash ?? null) : null,
      };
    },
  };
}
