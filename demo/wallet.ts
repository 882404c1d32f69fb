import { setTimeout as sleep } from 'node:timers/promises';

import { createPublicClient, http, keccak256 } from 'viem';
import type { Address, Hash, Hex, HttpTransport, PublicClient, TransactionReceipt } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import type { HDAccount } from 'viem/accounts';

import { accountsFunded } from './anvil.ts';

// The words that anvil and hardhat print at their start. Everybody knows them: they must never hold value.
const mnemonic = 'test test test test test test test test test test test junk';
const sendAttemptsMax = 5;
const gwei = 10n ** 9n;

/** Who sends what: an account each, so that their nonces cannot collide. Operators only sign. */
export const accountIndexes = {
  deployer: 0,
  approver: 1,
  executor: 2,
  operators: [3, 4, 5],
  users: Array.from({ length: 14 }, (_, index) => 6 + index),
  /** Those of CCTP, and whoever delivers its messages. */
  senders: [20, 21, 22, 23],
  minter: 24,
  /** Those of SODAX: users, whoever delivers its messages, and a solver. */
  sodax: { users: [25, 26, 27, 28], relayer: 29, solver: accountsFunded - 1 },
};

const accounts = new Map<number, HDAccount>();

/** One of anvil's funded accounts. */
export function accountOf(addressIndex: number): HDAccount {
  // Deriving a key costs 10 ms of pure computing, signing with it a tenth of that.
  const account = accounts.get(addressIndex) ?? mnemonicToAccount(mnemonic, { addressIndex });
  accounts.set(addressIndex, account);
  return account;
}

export type Client = PublicClient<HttpTransport>;

/** A client that sends what is asked in the same instant as one HTTP request and caches nothing, as reorgs demand. */
export function openClient(url: string): Client {
  return createPublicClient({ transport: http(url, { batch: true, retryCount: 2 }), cacheTime: 0 });
}

/** A transaction on its way. `raw` may be sent again after a reorg and keeps its hash. */
export interface Sent {
  readonly hash: Hash;
  readonly raw: Hex;
}

export interface Wallet {
  readonly address: Address;
  send(transaction: { to?: Address; data: Hex; gas?: bigint; value?: bigint }): Promise<Sent>;
}

/**
 * Opens an account on one chain. It sends one transaction at a time and asks the chain for each nonce: what it remembers
 * would be wrong after a reorg, and a gap would hold back everything behind it.
 */
export function openWallet(parts: { client: Client; chainId: number; account: HDAccount }): Wallet {
  const { client, chainId, account } = parts;
  let last: Promise<unknown> = Promise.resolve();

  const sendNow = async ({
    to,
    data,
    gas = 1_000_000n,
    value = 0n,
  }: Parameters<Wallet['send']>[0]) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const nonce = await client.getTransactionCount({
          address: account.address,
          blockTag: 'pending',
        });
        const raw = await account.signTransaction({
          ...(to === undefined ? {} : { to }),
          type: 'eip1559',
          chainId,
          nonce,
          data,
          gas,
          value,
          maxFeePerGas: 20n * gwei,
          maxPriorityFeePerGas: gwei,
        });
        await client.sendRawTransaction({ serializedTransaction: raw });
        return { hash: keccak256(raw), raw };
      } catch (error) {
        // A reorg between the question and the sending makes the nonce wrong; the next question has the right one.
        if (attempt === sendAttemptsMax) throw error;
        await sleep(100 * attempt);
      }
    }
  };

  return {
    address: account.address,
    send(transaction) {
      const sent = last.then(() => sendNow(transaction));
      last = sent.catch(() => undefined);
      return sent;
    },
  };
}

/** The receipt, or undefined while the transaction is in no canonical block (not yet, or no longer). */
export async function receiptOf(
  client: Client,
  hash: Hash,
): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (error) {
    if (error instanceof Error && error.name === 'TransactionReceiptNotFoundError') {
      return undefined;
    }
    throw error;
  }
}

/** Waits until a transaction is in a block. */
export async function awaitReceipt(
  client: Client,
  hash: Hash,
  { timeoutMs = 30_000 } = {},
): Promise<TransactionReceipt> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const receipt = await receiptOf(client, hash);
    if (receipt !== undefined) return receipt;
    if (performance.now() > deadline) {
      throw new Error(`Transaction ${hash} is in no block after ${timeoutMs} ms.`);
    }
    await sleep(50);
  }
}
