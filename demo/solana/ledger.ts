import type { Executed } from './bank.ts';

export const commitments = ['processed', 'confirmed', 'finalized'] as const;
export type Commitment = (typeof commitments)[number];

/** A block; slots between it and its parent have none. */
export interface Block {
  readonly slot: number;
  /** How many blocks came before it. */
  readonly height: number;
  readonly blockhash: string;
  readonly parentSlot: number;
  readonly previousBlockhash: string;
  /** Unix time in seconds. */
  readonly time: number;
  readonly transactions: readonly Landed[];
  /** How many there were up to its end, since genesis. */
  readonly transactionCount: number;
}

/** A transaction in its block. */
export interface Landed {
  readonly signature: string;
  readonly raw: Buffer;
  readonly slot: number;
  /** Its place in the block. */
  readonly index: number;
  readonly time: number;
  readonly executed: Executed;
}

/** A block that has just reached a commitment. */
export interface Advance {
  readonly commitment: Commitment;
  readonly block: Block;
}

/** The blocks of the one fork that counts, and how firm they are. */
export interface Ledger {
  readonly head: Block;
  /** The oldest block that is kept. */
  readonly first: Block;
  /** The newest block of a commitment. */
  at(commitment: Commitment): Block;
  commitmentOf(slot: number): Commitment;
  /** Adds the next block and says what became firmer by it: processed blocks first, each commitment in order. */
  add(block: Block): Advance[];
  /** Drops every block above a height, and returns them, newest first. */
  truncate(height: number): Block[];
  blockAt(slot: number): Block | undefined;
  /** The blocks of these slots, both ends included. */
  blocks(range: { from: number; to: number; limit?: number }): Block[];
  /** The newest blocks, the newest first. */
  newest(count: number): Block[];
  find(signature: string): Landed | undefined;
  /** The transactions that mention an address, the oldest first. */
  history(address: string): readonly Landed[];
}

export interface LedgerOptions {
  readonly genesis: Block;
  readonly confirmLag: number;
  readonly finalLag: number;
  readonly blocksKept: number;
}

/**
 * Keeps blocks. A block is confirmed and finalized when so many are built on it, and stays so when a fork shortens the chain
 * above it; only a fork that drops the block itself takes that back.
 */
export function createLedger({ genesis, confirmLag, finalLag, blocksKept }: LedgerOptions): Ledger {
  const chain: Block[] = [genesis];
  const transactions = new Map<string, Landed>();
  const histories = new Map<string, Landed[]>();
  const lags: Record<Commitment, number> = {
    processed: 0,
    confirmed: confirmLag,
    finalized: finalLag,
  };
  const heights: Record<Commitment, number> = { processed: 0, confirmed: 0, finalized: 0 };

  const byHeight = (height: number): Block => {
    const block = chain[height - firstHeight()];
    if (block === undefined) throw new Error(`There is no block of height ${height}.`);
    return block;
  };
  const at = (commitment: Commitment) => byHeight(heights[commitment]);
  const firstHeight = () => chain[0]?.height ?? 0;
  const headHeight = () => firstHeight() + chain.length - 1;

  /** Where in the chain the first block at or above a slot is. */
  const search = (slot: number): number => {
    let [low, high] = [0, chain.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((chain[middle]?.slot ?? Infinity) < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const forget = (block: Block, take: (history: Landed[]) => void) => {
    for (const { signature, executed } of block.transactions) {
      transactions.delete(signature);
      for (const key of new Set(executed.keys)) {
        const history = histories.get(key);
        if (history === undefined) continue;
        take(history);
        if (history.length === 0) histories.delete(key);
      }
    }
  };

  return {
    get head() {
      return byHeight(headHeight());
    },
    get first() {
      return byHeight(firstHeight());
    },
    at,
    commitmentOf(slot) {
      if (slot <= at('finalized').slot) return 'finalized';
      return slot <= at('confirmed').slot ? 'confirmed' : 'processed';
    },

    add(block) {
      chain.push(block);
      for (const landed of block.transactions) {
        transactions.set(landed.signature, landed);
        for (const key of new Set(landed.executed.keys)) {
          const history = histories.get(key);
          if (history === undefined) histories.set(key, [landed]);
          else history.push(landed);
        }
      }
      const advances = commitments.flatMap((commitment) => {
        const from = heights[commitment];
        const to = Math.max(from, block.height - lags[commitment]);
        heights[commitment] = to;
        return Array.from({ length: to - from }, (_, index) => ({
          commitment,
          block: byHeight(from + 1 + index),
        }));
      });
      if (chain.length > blocksKept) {
        const oldest = chain.shift();
        if (oldest !== undefined) forget(oldest, (history) => history.shift());
      }
      return advances;
    },

    truncate(height) {
      const dropped = chain.splice(height + 1 - firstHeight()).toReversed();
      for (const block of dropped) forget(block, (history) => history.pop());
      for (const commitment of commitments) {
        heights[commitment] = Math.min(heights[commitment], height);
      }
      return dropped;
    },

    blockAt(slot) {
      const block = chain[search(slot)];
      return block?.slot === slot ? block : undefined;
    },
    blocks({ from, to, limit = Infinity }) {
      const [start, end] = [search(from), search(to + 1)];
      return chain.slice(start, Math.max(start, Math.min(end, start + limit)));
    },
    newest: (count) => chain.slice(-count).toReversed(),
    find: (signature) => transactions.get(signature),
    history: (address) => histories.get(address) ?? [],
  };
}
