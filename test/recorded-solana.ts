import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvents } from '../chains/svm/read-events.ts';
import { toRawLogs } from '../chains/svm/to-raw-logs.ts';
import type { SvmTransaction } from '../chains/svm/trace.ts';
import type { WantedInstructions, WantedTexts } from '../chains/svm/wanted-texts.ts';
import type { ChainId } from '../core/chain.ts';
import type { RawLog } from '../core/raw-log.ts';

export const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const devnet = 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1';

/** A transaction as a node of Solana showed it; what was recorded with keys in place of their numbers is left out. */
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
    const chain = name === 'solana-devnet' ? devnet : solana;
    return isTransaction(data) ? [{ file, chain, transaction: data }] : [];
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

function isTransaction(data: unknown): data is SvmTransaction {
  if (typeof data !== 'object' || data === null || !('meta' in data)) return false;
  const text = JSON.stringify(data);
  return text.includes('"innerInstructions"') && !text.includes('"programId":"Compute');
}
