import { createHash, randomBytes } from 'node:crypto';

import { base58 } from '@scure/base';

import { openBank } from './bank.ts';
import type { Account, Bank, Moment } from './bank.ts';
import { openFaucet } from './faucet.ts';
import { createLedger } from './ledger.ts';
import type { Advance, Block, Landed, Ledger } from './ledger.ts';
import type { Outcome } from './outcome.ts';
import type { Incoming } from './parse-transaction.ts';

/** A transaction may name one of this many newest blocks. */
export const recentBlocks = 150;
const slotHashesMax = 512;
const hashBytes = 32;

export interface ClusterOptions {
  /** Blocks on top of a confirmed one, and of a finalized one. Solana's are about 1 and 31. */
  readonly confirmLag?: number;
  readonly finalLag?: number;
  /** Each slot with a number that this divides has no block. */
  readonly skipEvery?: number;
  /** In base58; a random one unless given. Its first 32 characters name the chain in CAIP-2. */
  readonly genesisHash?: string;
  /** Programs to load, by address: the bytes of their ELF files. */
  readonly programs?: Readonly<Record<string, Uint8Array>>;
  /** Older blocks are forgotten, with their transactions. A fork cannot go deeper. */
  readonly blocksKept?: number;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

/** What a fork took away. */
export interface Fork {
  /** The slot of the newest block that both forks have. */
  readonly ancestorSlot: number;
  /** The slots of the blocks that are gone, and their transactions in the order in which they were executed. */
  readonly slots: readonly number[];
  readonly transactions: readonly { readonly signature: string; readonly raw: Buffer }[];
}

/** Many validators that agree, played by one object. */
export interface Cluster {
  readonly genesisHash: string;
  readonly ledger: Ledger;
  readonly bank: Pick<Bank, 'rentExemption'>;
  /** Goes to the next slot: with a block of what was submitted, or without a block. */
  tick(options?: { skips?: boolean }): void;
  /** Puts a transaction into the next block, if it can be executed there. */
  submit(transaction: Incoming): void;
  /** Executes a transaction on top of the head without keeping anything. */
  simulate(transaction: Incoming, options: { verifiesSignatures: boolean }): Outcome;
  isRecent(blockhash: string): boolean;
  /** The state of an address after a block that is kept. */
  accountAt(address: string, block: Block): Account | undefined;
  /** Submits a transfer from an account that never runs dry, and returns its signature. */
  airdrop(address: string, lamports: number): string;
  fork(depth: number, options?: { sameSlots?: boolean }): Fork;
  onAdvance(listener: (advance: Advance) => void): void;
}

/**
 * Makes the chain: executes what is submitted (`openBank`) and puts it into blocks (`createLedger`).
 *
 * The slots, the leaders' failures, the forks and the votes are modelled here: one block a slot as the caller says, firm
 * after so many further blocks. A fork drops blocks and undoes their transactions; as on Solana the next block takes a slot
 * of its own, so that the dropped slots look skipped.
 */
export function createCluster(options: ClusterOptions = {}): Cluster {
  const { confirmLag = 1, finalLag = 31, skipEvery, programs = {}, now = Date.now } = options;
  const { genesisHash = base58.encode(randomBytes(hashBytes)), blocksKept = 10_000 } = options;
  if (!(confirmLag <= finalLag && finalLag < blocksKept)) {
    throw new Error(
      `Lags of ${confirmLag} and ${finalLag} blocks do not fit, with ${blocksKept} blocks kept.`,
    );
  }

  const bank = openBank(programs);
  const faucet = openFaucet(bank);
  const seconds = () => Math.floor(now() / 1_000);
  const ledger = createLedger({
    genesis: genesisBlock(genesisHash, seconds()),
    confirmLag,
    finalLag,
    blocksKept,
  });
  const listeners: ((advance: Advance) => void)[] = [];
  let slot = 0;
  let forks = 0;
  const waiting: Incoming[] = [];

  const nextMoment = (): Moment => ({
    slot: slot + 1,
    parentHash: ledger.head.blockhash,
    time: Math.max(ledger.head.time, seconds()),
    slotHashes: () =>
      ledger.newest(slotHashesMax).map(({ slot, blockhash: hash }) => ({ slot, hash })),
  });
  const isRecent = (blockhash: string) =>
    ledger.newest(recentBlocks).some((block) => block.blockhash === blockhash);

  const execute = (moment: Moment): Landed[] => {
    const landed = new Map<string, Landed>();
    for (const transaction of waiting.splice(0)) {
      const { signature, raw, message } = transaction;
      if (landed.has(signature) || ledger.find(signature) || !isRecent(message.recentBlockhash)) {
        continue;
      }
      const executed = bank.execute(transaction, moment);
      if (executed === undefined) continue;
      const { slot, time } = moment;
      landed.set(signature, { signature, raw, slot, index: landed.size, time, executed });
    }
    return [...landed.values()];
  };

  const produce = (moment: Moment) => {
    const { slot, time, parentHash } = moment;
    const parent = ledger.head;
    const transactions = execute(moment);
    const advances = ledger.add({
      slot,
      height: parent.height + 1,
      // After a fork the same slot on the same parent is another block.
      blockhash: hashOf(`${parentHash} ${slot} ${forks}`),
      parentSlot: parent.slot,
      previousBlockhash: parentHash,
      time,
      transactions,
      transactionCount: parent.transactionCount + transactions.length,
    });
    for (const advance of advances) for (const listener of listeners) listener(advance);
  };

  return {
    genesisHash,
    ledger,
    bank,
    isRecent,
    submit: (transaction) => void waiting.push(transaction),
    simulate: (transaction, options) => bank.simulate(transaction, nextMoment(), options),
    onAdvance: (listener) => void listeners.push(listener),

    tick({ skips = false } = {}) {
      const moment = nextMoment();
      slot = moment.slot;
      if (!skips && (skipEvery === undefined || slot % skipEvery !== 0)) produce(moment);
    },

    accountAt(address, block) {
      // The oldest record above the block says how the account was after it.
      for (const { transactions } of ledger.blocks({ from: block.slot + 1, to: slot })) {
        for (const { executed } of transactions) {
          if (executed.before.has(address)) return executed.before.get(address);
        }
      }
      return bank.account(address);
    },

    airdrop(address, lamports) {
      const transaction = faucet({ address, lamports, blockhash: ledger.head.blockhash });
      waiting.push(transaction);
      return transaction.signature;
    },

    fork(depth, { sameSlots = false } = {}) {
      const height = ledger.head.height - depth;
      if (height < ledger.first.height) {
        throw new Error(`A fork of ${depth} blocks is deeper than what is kept.`);
      }
      const dropped = ledger.truncate(height);
      const undone = dropped.flatMap(({ transactions }) => transactions.toReversed());
      for (const { executed } of undone) bank.undo(executed);
      forks += 1;
      if (sameSlots) slot = ledger.head.slot;
      return {
        ancestorSlot: ledger.head.slot,
        slots: dropped.map(({ slot }) => slot).toReversed(),
        transactions: undone.map(({ signature, raw }) => ({ signature, raw })).toReversed(),
      };
    },
  };
}

function genesisBlock(genesisHash: string, time: number): Block {
  const blockhash = hashOf(genesisHash);
  return {
    slot: 0,
    height: 0,
    blockhash,
    parentSlot: 0,
    previousBlockhash: blockhash,
    time,
    transactions: [],
    transactionCount: 0,
  };
}

function hashOf(text: string): string {
  return base58.encode(createHash('sha256').update(text).digest());
}
