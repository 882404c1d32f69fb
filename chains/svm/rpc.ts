import { PublicKey, type Connection, type Finality } from '@solana/web3.js';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Span } from '../endpoints/span.ts';
import { isBlockTime } from '../block-time.ts';
import { failure, isNoBlock } from './failure.ts';
import { absent } from './absent.ts';
import { createTransactionsReader, type ReadTransactions } from './read-transactions.ts';

/** A block as far as it is used: its transactions are asked for by themselves. */
export interface SvmBlock {
  slot: bigint;
  hash: string;
  parentHash: string;
  time: number;
}

/** A transaction in the list of those that mention an address. */
export interface ListedSignature {
  signature: string;
  slot: bigint;
  isFailed: boolean;
}

/** What is asked of one Solana node, of blocks that are confirmed at least: nodes show no others. */
export interface SvmRpc {
  genesisHash: () => Promise<string>;
  slot: (commitment: Finality) => Promise<bigint>;
  /** The newest slot that the node has shown; it is asked again if it had not reached this one yet. */
  newestFrom: (slot: bigint) => Promise<bigint>;
  firstAvailableSlot: () => Promise<bigint>;
  /** Null if the node shows no block there: the slot was skipped, or the node lacks it. */
  block: (slot: bigint) => Promise<SvmBlock | null>;
  /** The slots of a range that have a block, ascending. */
  slotsWithBlocks: (from: bigint, to: bigint) => Promise<bigint[]>;
  /** The signatures in a block, in its order. */
  blockSignatures: (slot: bigint) => Promise<readonly string[]>;
  /** Which mention a program, newest first, from before a signature on. */
  signatures: (
    program: string,
    options: { before?: string; limit: number; minContextSlot: number },
  ) => Promise<ListedSignature[]>;
  isKnown: (signature: string) => Promise<boolean>;
  /** Accounts, in their order, of each no more than its first bytes; null for one that is not there. */
  accounts: (
    addresses: readonly string[],
    bytesMax: number,
  ) => Promise<({ owner: string; data: Uint8Array } | null)[]>;
  transactions: ReadTransactions;
}

const COMMITMENT = 'confirmed';

/** web3.js's `Connection` with errors that say where they come from, and answers that are about what was asked. */
export function createSvmRpc({
  connection,
  chainName,
  endpoint,
  shared: { batches, seen },
}: {
  connection: Connection;
  chainName: string;
  endpoint: Endpoint;
  /** Between all that ask this endpoint. */
  shared: { batches: Span; seen: { newest: bigint } };
}): SvmRpc {
  const ask = async <T>(method: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw failure(error, { method, chainName, endpoint });
    }
  };
  const config = { commitment: COMMITMENT, transactionDetails: 'none', rewards: false } as const;

  const slot = async (commitment: Finality) => {
    const slot = BigInt(await ask('getSlot', () => connection.getSlot(commitment)));
    if (slot > seen.newest) seen.newest = slot;
    return slot;
  };

  return {
    genesisHash: () => ask('getGenesisHash', () => connection.getGenesisHash()),
    slot,
    newestFrom: (wanted) =>
      seen.newest < wanted ? slot('confirmed') : Promise.resolve(seen.newest),
    firstAvailableSlot: async () =>
      BigInt(await ask('getFirstAvailableBlock', () => connection.getFirstAvailableBlock())),
    block: (slot) =>
      ask('getBlock', async () => {
        try {
          const block = await connection.getBlock(Number(slot), config);
          if (!block) throw absent({ chainName, what: `block ${slot}` });
          const { blockhash: hash, previousBlockhash: parentHash, blockTime } = block;
          if (blockTime === null) throw absent({ chainName, what: `the time of block ${slot}` });
          if (!isBlockTime(blockTime)) throw new TypeError(`${blockTime} is no time of a block`);
          return { slot, hash, parentHash, time: blockTime };
        } catch (error) {
          if (isNoBlock(error)) return null;
          throw error;
        }
      }),
    slotsWithBlocks: async (from, to) => {
      if (from > to) return [];
      const slots = await ask('getBlocks', () =>
        connection.getBlocks(Number(from), Number(to), COMMITMENT),
      );
      return slots.map(BigInt);
    },
    blockSignatures: (slot) =>
      ask('getBlock', async () => {
        const block = await connection.getBlockSignatures(Number(slot), COMMITMENT);
        return block.signatures;
      }),
    signatures: (program, options) =>
      ask('getSignaturesForAddress', async () => {
        const key = new PublicKey(program);
        const listed = await connection.getSignaturesForAddress(key, options, COMMITMENT);
        return listed.map(({ signature, slot, err }) => ({
          signature,
          slot: BigInt(slot),
          isFailed: err !== null,
        }));
      }),
    isKnown: async (signature) => {
      const search = { searchTransactionHistory: true };
      const { value } = await ask('getSignatureStatuses', () =>
        connection.getSignatureStatus(signature, search),
      );
      return value !== null;
    },
    accounts: async (addresses, bytesMax) => {
      if (addresses.length === 0) return [];
      const keys = addresses.map((address) => new PublicKey(address));
      const dataSlice = { offset: 0, length: bytesMax };
      const accounts = await ask('getMultipleAccounts', () =>
        connection.getMultipleAccountsInfo(keys, { commitment: COMMITMENT, dataSlice }),
      );
      return accounts.map(
        (account) => account && { owner: account.owner.toBase58(), data: account.data },
      );
    },
    transactions: createTransactionsReader({ connection, chainName, ask, batches }),
  };
}
