import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainId } from '../core/chain.ts';
import type { Call, Hex } from '../core/raw-log.ts';

/** A log as a node shows it, or as a library that has read it for somebody. */
export interface RecordedLog {
  address: Hex;
  topics: Hex[];
  data: Hex;
  logIndex?: Hex | number;
  /** Its place in its transaction's receipt, where that is known and not its place here. */
  place?: number | null;
}

/** Logs of one transaction that were recorded together. */
export interface RecordedReceipt {
  chain: ChainId;
  transaction: string;
  blockHash: string;
  blockNumber: bigint;
  logs: RecordedLog[];
  /** Whether these are all the logs of the transaction, in their order. */
  isWhole: boolean;
  call?: Call;
}

interface BundledLog extends RecordedLog {
  transactionHash: string;
  blockHash: string;
  blockNumber: number;
}
interface Receipt {
  transactionHash: string;
  logs: BundledLog[];
}
interface Transaction {
  from: Hex;
  to: Hex;
  input: Hex;
}
interface Bundle {
  source: { childChainId: number; parentChainId: number };
  parentLogs?: BundledLog[];
  childLogs?: BundledLog[];
  ticketReceipt?: Receipt;
  redeemReceipt?: Receipt;
  parentExecutionReceipt?: Receipt;
  childTxByHash?: Record<string, Transaction>;
}

/** The receipts of both ends of messages, each message recorded in one file of a folder. */
export function recordedBundles(folder: string): { file: string; receipts: RecordedReceipt[] }[] {
  return readdirSync(folder).flatMap((file) => {
    const { kind, data } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      kind?: string;
      data: Bundle;
    };
    if (kind !== 'bundle') return [];
    const { source, childTxByHash = {} } = data;
    const child: ChainId = `eip155:${source.childChainId}`;
    const parent: ChainId = `eip155:${source.parentChainId}`;
    const childLogs = [data.ticketReceipt, data.redeemReceipt].flatMap((one) => one?.logs ?? []);
    const receipts = [
      ...receiptsOf(parent, data.parentExecutionReceipt?.logs ?? data.parentLogs ?? []),
      ...receiptsOf(child, childLogs.length > 0 ? childLogs : (data.childLogs ?? [])),
    ].map((receipt) => {
      const call = childTxByHash[receipt.transaction];
      return call
        ? { ...receipt, call: { from: call.from, to: call.to, input: call.input } }
        : receipt;
    });
    return [{ file, receipts }];
  });
}

function receiptsOf(chain: ChainId, logs: readonly BundledLog[]): RecordedReceipt[] {
  const hashes = [...new Set(logs.map(({ transactionHash }) => transactionHash))];
  return hashes.map((transaction) => {
    const own = logs.filter((log) => log.transactionHash === transaction);
    const [first] = own;
    return {
      chain,
      transaction: transaction.toLowerCase(),
      blockHash: first?.blockHash ?? '0x',
      blockNumber: BigInt(first?.blockNumber ?? 1),
      logs: own,
      isWhole: false,
    };
  });
}
