import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvents } from '../chains/svm/read-events.ts';
import { toRawLogs } from '../chains/svm/to-raw-logs.ts';
import type { SvmTransaction } from '../chains/svm/trace.ts';
import type { WantedInstructions, WantedTexts } from '../chains/svm/wanted-texts.ts';
import type { ChainId } from '../core/chain.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';

export const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const devnet = 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1';
const eclipse = 'solana:EAQLJCV2mh23BsK2P9oYpV5CHVLDNHTx';

/** A transaction as a node of Solana showed it. */
export interface RecordedTransaction {
  file: string;
  chain: ChainId;
  transaction: SvmTransaction;
}

/** The recorded Solana transactions of a folder. */
export function recordedTransactions(folder: string): RecordedTransaction[] {
  return readdirSync(folder).flatMap((file) => {
    const { chain: name, data } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      chain?: string;
      data?: unknown;
    };
    // Of other clusters none is read.
    const chain = name === 'eclipse' ? eclipse : name === 'solana-devnet' ? devnet : solana;
    return isTransaction(data) ? [{ file, chain, transaction: withNumbers(data) }] : [];
  });
}

/** All Anchor events of a recorded transaction, and the texts and instructions that are wanted. Its block's hash was not recorded. */
export function recordedEvents(
  { chain, transaction }: RecordedTransaction,
  wanted?: WantedTexts,
  instructions?: WantedInstructions,
): RawLog[] {
  const { slot, blockTime } = transaction;
  const signature = transaction.transaction.signatures[0] ?? '';
  const header = { hash: `unrecorded-${slot}`, parentHash: '', time: blockTime ?? 0 };
  return toRawLogs(readEvents(transaction, wanted, instructions).events, {
    chain,
    header: { number: BigInt(slot), ...header },
    signature,
  });
}

/** An event of an Anchor program that was recorded without its transaction: neither its program is told nor its slot. */
export interface RecordedEvent {
  file: string;
  signature: string;
  /** Its discriminator, and what follows it. */
  topic: Hex;
  data: Hex;
}

/** The Solana events of a folder that were recorded by themselves. */
export function recordedSingleEvents(folder: string): RecordedEvent[] {
  return readdirSync(folder).flatMap((file) => {
    const { data } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      data?: { event?: string; base64?: string; signature?: string };
    };
    if (data?.event === undefined || data.base64 === undefined || !data.signature) return [];
    const hex = Buffer.from(data.base64, 'base64').toString('hex');
    const [topic, rest] = [hex.slice(0, 16), hex.slice(16)];
    return [{ file, signature: data.signature, topic: `0x${topic}`, data: `0x${rest}` }];
  });
}

function isTransaction(data: unknown): data is SvmTransaction {
  if (typeof data !== 'object' || data === null || !('meta' in data)) return false;
  return JSON.stringify(data).includes('"innerInstructions"');
}

/** Keys as they stand in what a node has parsed for its reader, in place of their numbers. */
interface Parsed {
  programId?: string;
  programIdIndex?: number;
  accounts?: readonly (string | number)[];
  data?: string;
}

/** The same transaction with numbers for keys; what the node has parsed away of an instruction is nothing. */
function withNumbers(transaction: SvmTransaction): SvmTransaction {
  // CAST: keys are objects where the node has parsed them.
  const message = transaction.transaction.message as {
    accountKeys?: readonly (string | { pubkey: string })[];
    instructions?: readonly Parsed[];
  };
  const keys = (message.accountKeys ?? []).map((key) =>
    typeof key === 'string' ? key : key.pubkey,
  );
  const numbered = ({ programId, accounts = [], data = '', ...rest }: Parsed) => ({
    ...rest,
    data,
    programIdIndex: rest.programIdIndex ?? keys.indexOf(programId ?? ''),
    accounts: accounts.map((account) =>
      typeof account === 'number' ? account : keys.indexOf(account),
    ),
  });
  if (!(message.instructions ?? []).some(({ programId }) => programId !== undefined)) {
    return transaction;
  }
  const { meta } = transaction;
  return {
    ...transaction,
    meta: meta && {
      ...meta,
      loadedAddresses: null,
      innerInstructions: (meta.innerInstructions ?? []).map(({ index, instructions }) => ({
        index,
        instructions: instructions.map(numbered),
      })),
    },
    transaction: {
      ...transaction.transaction,
      message: { accountKeys: keys, instructions: (message.instructions ?? []).map(numbered) },
    },
  };
}
