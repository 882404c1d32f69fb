import { FailedTransactionMetadata, LiteSVM } from 'litesvm';

import { loadedAddresses } from './loaded-addresses.ts';
import type { LoadedAddresses } from './loaded-addresses.ts';
import { outcomeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Incoming } from './parse-transaction.ts';

/** The state of an address. */
export interface Account {
  readonly lamports: bigint;
  readonly data: Uint8Array;
  readonly owner: string;
  readonly executable: boolean;
}

/** Where the chain stands while transactions are executed: what programs read from the sysvars. */
export interface Moment {
  readonly slot: number;
  readonly parentHash: string;
  /** Unix time in seconds. */
  readonly time: number;
  /** The newest blocks before this slot, the newest first. */
  readonly slotHashes: () => readonly { slot: number; hash: string }[];
}

/** A transaction that was executed and paid for, with the way back. */
export interface Executed extends Outcome {
  /** Those in the message, then those loaded through lookup tables: writable ones, readonly ones. */
  readonly keys: readonly string[];
  readonly loaded: LoadedAddresses;
  readonly fee: number;
  readonly balances: { readonly before: readonly bigint[]; readonly after: readonly bigint[] };
  /** Every account that it could write to, as it was. */
  readonly before: ReadonlyMap<string, Account | undefined>;
}

/** The state of the chain at its head, and the machine that changes it. */
export interface Bank {
  /** Executes for good. Undefined if the transaction cannot even pay for its failure: it changes nothing then. */
  execute(transaction: Incoming, moment: Moment): Executed | undefined;
  simulate(
    transaction: Incoming,
    moment: Moment,
    options: { verifiesSignatures: boolean },
  ): Outcome;
  /** Takes the last transaction back that was not taken back yet. */
  undo(executed: Executed): void;
  account(address: string): Account | undefined;
  setAccount(address: string, account: Account | undefined): void;
  rentExemption(bytes: number): bigint;
}

type Address = Parameters<LiteSVM['getAccount']>[0];
type Lamports = Parameters<LiteSVM['airdrop']>[1];
type SvmTransaction = Parameters<LiteSVM['sendTransaction']>[0];
// CAST: brands of @solana/kit, which litesvm's types ask for; nothing is behind them.
const address = (text: string) => text as Address;
const lamports = (amount: bigint) => amount as Lamports;

const systemProgram = '11111111111111111111111111111111';
const nobody: Account = {
  lamports: 0n,
  data: new Uint8Array(),
  owner: systemProgram,
  executable: false,
};

/**
 * Opens a fresh state with the given programs in it. litesvm executes: it is the runtime of Solana's validators, with its
 * fees, limits, logs and errors. It knows neither blocks nor forks, so what is remembered of a transaction is how each
 * account was before it, and that is put back to undo it. A program that a transaction deployed stays loaded.
 */
export function openBank(programs: Readonly<Record<string, Uint8Array>>): Bank {
  // Duplicates and blockhashes are judged by whoever knows the blocks.
  const svm = new LiteSVM().withBlockhashCheck(false).withTransactionHistory(0n);
  for (const [id, bytes] of Object.entries(programs)) svm.addProgram(address(id), bytes);

  const account = (key: string): Account | undefined => {
    const found = svm.getAccount(address(key));
    if (!found.exists) return undefined;
    const { data, executable, programAddress: owner } = found;
    return { lamports: found.lamports, data, owner, executable };
  };

  const setAccount = (key: string, account: Account = nobody) => {
    // litesvm forgets an account without lamports.
    svm.setAccount({
      address: address(key),
      lamports: lamports(account.lamports),
      data: account.data,
      executable: account.executable,
      programAddress: address(account.owner),
      space: BigInt(account.data.length),
    });
  };

  let at: { slot: number; parentHash: string } | undefined;
  const goTo = ({ slot, parentHash, time, slotHashes }: Moment) => {
    if (at?.slot === slot && at.parentHash === parentHash) return;
    const clock = svm.getClock();
    clock.slot = BigInt(slot);
    clock.unixTimestamp = BigInt(time);
    clock.epochStartTimestamp = BigInt(time);
    clock.epoch = 0n;
    clock.leaderScheduleEpoch = 1n;
    svm.setClock(clock);
    const hashes = slotHashes().map(({ slot, hash }) => ({ slot: BigInt(slot), hash }));
    svm.setSlotHashes(hashes);
    at = { slot, parentHash };
  };

  return {
    account,
    setAccount,
    rentExemption: (bytes) => svm.minimumBalanceForRentExemption(BigInt(bytes)),

    execute(transaction, moment) {
      goTo(moment);
      const { message } = transaction;
      const loaded = loadedAddresses(message, account);
      const keys = [...staticKeys(transaction), ...loaded.writable, ...loaded.readonly];
      const before = new Map(
        keys
          .filter((_, index) => message.isAccountWritable(index))
          .map((key) => [key, account(key)]),
      );
      const balances = () => keys.map((key) => svm.getBalance(address(key)) ?? 0n);

      const balancesBefore = balances();
      const outcome = outcomeOf(svm.sendTransaction(svmTransaction(transaction)));
      const balancesAfter = balances();

      // Nothing but the fee leaves a transaction's accounts.
      const fee = Number(sum(balancesBefore) - sum(balancesAfter));
      if (fee === 0) return undefined;
      return {
        ...outcome,
        keys,
        loaded,
        fee,
        before,
        balances: { before: balancesBefore, after: balancesAfter },
      };
    },

    simulate(transaction, moment, { verifiesSignatures }) {
      goTo(moment);
      svm.withSigverify(verifiesSignatures);
      try {
        const result = svm.simulateTransaction(svmTransaction(transaction));
        return outcomeOf(result instanceof FailedTransactionMetadata ? result : result.meta());
      } finally {
        svm.withSigverify(true);
      }
    },

    undo({ before }) {
      for (const [key, account] of before) setAccount(key, account);
    },
  };
}

function staticKeys({ message }: Incoming): string[] {
  return message.staticAccountKeys.map((key) => key.toBase58());
}

function svmTransaction(transaction: Incoming): SvmTransaction {
  const { message, signatures } = transaction;
  const signers = staticKeys(transaction).slice(0, signatures.length);
  // CAST: brands again; the signatures are in the order of their signers.
  return {
    messageBytes: message.serialize(),
    signatures: Object.fromEntries(signers.map((signer, index) => [signer, signatures[index]])),
  } as unknown as SvmTransaction;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
