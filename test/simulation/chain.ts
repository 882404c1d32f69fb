import type { ChainDefinition, ChainId } from '../../core/chain.ts';
import type { Header } from '../../core/header.ts';
import type { Hex, RawLog } from '../../core/raw-log.ts';
import type { Random } from './random.ts';

/** A log before it is in a block. `label` is the world's own name for what happens in it, unique unless it is repeated. */
export interface PlannedLog {
  label: string;
  emitter: Hex;
  topics: Hex[];
  data: Hex;
}

/** A transaction that somebody sends. */
export interface Transaction {
  hash: Hex;
  /** World time, in seconds, from which on it may be in a block. */
  readyAt: number;
  logs: PlannedLog[];
  /** What it logs when it comes again after a reorg, for the how-manieth time; null if it never does. Else the same. */
  again?: (attempt: number) => PlannedLog[] | null;
  attempts?: number;
  /** Whether the contracts take it at this moment of this fork; else it does nothing, and is gone. */
  isValid?: (fork: Fork, time: number) => boolean;
}

/** A block with everything in it. Blocks of every fork are kept: each knows the one below. */
export interface Block extends Header {
  below: Block | null;
  logs: RawLog[];
  transactions: Transaction[];
  labels: string[];
}

/** What has happened on the fork that is built on. */
export interface Fork {
  has: (label: string) => boolean;
}

/** How a chain behaves. Times in seconds, lags in blocks. */
export interface Temper {
  blockSeconds: number;
  /** Of all heights, how many have no block, as slots that were missed. */
  skips: number;
  safeLag: number;
  finalizedLag: number;
  /** The safe and finalized heights move in steps of this many blocks, as by epochs. */
  epoch: number;
  /** Reorgs for each block. */
  reorgs: number;
  /** Of all reorgs, how many go below the finalized height. */
  deepReorgs: number;
}

/** One chain of the world, with every fork that it ever had. */
export interface SimulatedFork extends Fork {
  definition: ChainDefinition;
  temper: Temper;
  tip: () => Block;
  /** The block of a label on the fork that counts, if it is there. */
  blockOf: (label: string) => Block | undefined;
  /** The highest block at or below a height, on the fork that ends in `tip`. */
  blockAt: (number: bigint, tip?: Block) => Block | undefined;
  isOn: (block: Block, tip: Block) => boolean;
  find: (hash: string) => Block | undefined;
  safe: (tip: Block) => bigint | null;
  finalized: (tip: Block) => bigint | null;
  send: (transaction: Transaction) => void;
  /** Makes the blocks that are due at this time. `isQuiet`: without reorgs, and nothing happens in them. */
  advance: (time: number, isQuiet: boolean) => void;
  /** No block until then: the chain stands still. */
  halt: (until: number) => void;
  /** Tips of forks that count no more, the newest last. */
  lostTips: Block[];
  counts: { blocks: number; reorgs: number; deepReorgs: number; events: number };
}

export function simulateFork(
  { id, name, temper, startsAt }: { id: ChainId; name: string; temper: Temper; startsAt: number },
  random: Random,
): SimulatedFork {
  const blocks: Block[] = [];
  const byHash = new Map<string, Block>();
  const byLabel = new Map<string, Block>();
  let waiting: Transaction[] = [];
  let nextAt = startsAt;
  let forks = 0;
  const lostTips: Block[] = [];
  const counts = { blocks: 0, reorgs: 0, deepReorgs: 0, events: 0 };
  const definition: ChainDefinition = {
    id,
    family: 'evm',
    name,
    blockTimeMs: temper.blockSeconds * 1_000,
    finality: {
      safe: { depth: temper.safeLag },
      finalized: { depth: temper.finalizedLag },
    },
  };
  const tip = () => blocks[blocks.length - 1] as Block;
  const fork: Fork = { has: (label) => byLabel.has(label) };

  const add = (time: number, isEmpty = false) => {
    const below = blocks.at(-1) ?? null;
    const skipped = below && random.chance(temper.skips) ? random.int(1, 3) : 0;
    const number = below === null ? 0n : below.number + 1n + BigInt(skipped);
    const hash = `0x${name}-${number}-${forks}`;
    const at = Math.max(below?.time ?? 0, Math.floor(time));
    const block: Block = {
      number,
      hash,
      parentHash: below?.hash ?? '0x',
      time: at,
      below,
      logs: [],
      transactions: [],
      labels: [],
    };
    blocks.push(block);
    byHash.set(hash, block);
    counts.blocks += 1;
    if (isEmpty) return;
    const ready = waiting.filter(({ readyAt }) => readyAt <= time);
    waiting = waiting.filter(({ readyAt }) => readyAt > time);
    for (const transaction of ready) {
      if (transaction.isValid?.(fork, at) ?? true) include(block, transaction);
    }
  };
  const include = (block: Block, transaction: Transaction) => {
    block.transactions.push(transaction);
    const ordinals = new Map<string, number>();
    for (const [receiptIndex, { label, emitter, topics, data }] of transaction.logs.entries()) {
      const kind = `${emitter} ${topics[0]}`;
      const ordinal = ordinals.get(kind) ?? 0;
      ordinals.set(kind, ordinal + 1);
      block.logs.push({
        emitter,
        topics,
        data,
        ordinal,
        receiptIndex,
        at: {
          chain: id,
          blockNumber: block.number,
          blockHash: block.hash,
          blockTime: block.time,
          transaction: transaction.hash,
          index: block.logs.length,
        },
      });
      block.labels.push(label);
      byLabel.set(label, block);
      counts.events += 1;
    }
  };
  const reorg = (depth: number, time: number) => {
    const kept = Math.max(1, blocks.length - depth);
    const lost = blocks.slice(kept);
    const last = lost.at(-1);
    if (!last) return;
    const finalized = heightAt(last, temper.finalizedLag, temper.epoch);
    if (finalized !== null && (lost[0]?.number ?? 0n) <= finalized) counts.deepReorgs += 1;
    counts.reorgs += 1;
    blocks.length = kept;
    forks += 1;
    lostTips.push(last);
    for (const block of lost) {
      for (const label of block.labels) byLabel.delete(label);
      for (const transaction of block.transactions) {
        const fate = random.weighted({ soon: 70, late: 15, never: 15 });
        if (fate === 'never') continue;
        const delay = fate === 'soon' ? random.int(0, 3 * depth) : random.int(30, 300);
        const attempts = (transaction.attempts ?? 0) + 1;
        const logs = transaction.again ? transaction.again(attempts) : transaction.logs;
        if (logs) waiting.push({ ...transaction, logs, attempts, readyAt: time + delay });
      }
    }
    const made = Math.max(1, lost.length + random.int(-1, 1));
    const first = lost[0]?.time ?? time;
    for (let i = 1; i <= made; i += 1) add(first + ((time - first) * i) / made);
  };
  const reorgDepth = () => {
    if (random.chance(temper.deepReorgs)) return temper.finalizedLag + random.int(1, 8);
    return random.weighted({ shallow: 80, safe: 14, final: 6 }) === 'shallow'
      ? random.int(1, 2)
      : random.int(1, Math.max(1, temper.finalizedLag));
  };

  add(startsAt);
  return {
    definition,
    temper,
    counts,
    lostTips,
    tip,
    has: fork.has,
    blockOf: (label) => byLabel.get(label),
    blockAt: (number, from = tip()) => {
      let block: Block | null = from;
      while (block && block.number > number) {
        const own = indexOf(blocks, block);
        if (own === null) block = block.below;
        else return blocks[lastAtOrBelow(blocks, number, own)];
      }
      return block ?? undefined;
    },
    isOn: (block, top) => {
      if (block.number > top.number) return false;
      let at: Block | null = top;
      while (at && at.number > block.number) {
        // Both on the fork that counts: they follow one another.
        if (indexOf(blocks, at) !== null) return indexOf(blocks, block) !== null;
        at = at.below;
      }
      return at === block;
    },
    find: (hash) => byHash.get(hash),
    safe: (top) => heightAt(top, temper.safeLag, temper.epoch),
    finalized: (top) => heightAt(top, temper.finalizedLag, temper.epoch),
    send: (transaction) => waiting.push(transaction),
    advance: (time, isQuiet) => {
      while (nextAt <= time) {
        add(nextAt, isQuiet);
        if (!isQuiet && random.chance(temper.reorgs)) reorg(reorgDepth(), nextAt);
        nextAt += temper.blockSeconds * (random.chance(0.05) ? random.int(2, 4) : 1);
      }
    },
    halt: (until) => {
      nextAt = Math.max(nextAt, until);
    },
  };
}

/** A height that lags behind the head, in steps; null below the first one. */
function heightAt(top: Block, lag: number, epoch: number): bigint | null {
  const height = Number(top.number) - lag;
  return height < 0 ? null : BigInt(height - (height % epoch));
}

/** Where a block stands on the fork that counts; null if it is not on it. */
function indexOf(blocks: readonly Block[], block: Block): number | null {
  const index = lastAtOrBelow(blocks, block.number, blocks.length - 1);
  return blocks[index] === block ? index : null;
}

function lastAtOrBelow(blocks: readonly Block[], number: bigint, upTo: number): number {
  let [low, high] = [0, upTo];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((blocks[middle]?.number ?? 0n) <= number) low = middle;
    else high = middle - 1;
  }
  return low;
}
