import { encodeDeployData, getContractAddress } from 'viem';
import type { Address, Hex } from 'viem';

import {
  accountIndexes,
  accountOf,
  awaitReceipt,
  openClient,
  openWallet,
  receiptOf,
} from '../wallet.ts';
import type { Client, Sent } from '../wallet.ts';
import { encodeCall, readArtifact } from './artifacts.ts';
import type { Call } from './payload.ts';

/** The largest contract needs 3 million. */
const gasEach = 5_000_000n;

/** Whoever sets up the contracts of one chain. */
export interface Builder {
  readonly client: Client;
  /** Deploys a contract by its name. The address is known before it is there. */
  readonly deploy: (contract: string, args?: readonly unknown[]) => Address;
  /** Makes calls in one transaction, through a `Solver` at `to`. */
  readonly batch: (to: Address, calls: readonly Call[]) => void;
  /** Waits until all of it is in blocks. Throws if something reverted. */
  readonly settle: () => Promise<void>;
}

/** Opens a builder. It sends everything at once, as addresses follow from nonces. */
export async function openBuilder({
  url,
  chainId,
  name,
}: {
  url: string;
  chainId: number;
  name: string;
}): Promise<Builder> {
  const client = openClient(url);
  const account = accountOf(accountIndexes.deployer);
  const wallet = openWallet({ client, chainId, account });
  let nonce = BigInt(await client.getTransactionCount({ address: account.address }));
  let sent: Promise<Sent>[] = [];
  const send = (transaction: { to?: Address; data: Hex; value?: bigint }) => {
    sent.push(wallet.send({ ...transaction, gas: gasEach }));
    return getContractAddress({ from: account.address, nonce: nonce++ });
  };
  return {
    client,
    deploy: (contract: string, args: readonly unknown[] = []) =>
      send({ data: encodeDeployData({ ...readArtifact(contract), args }) }),
    batch: (to: Address, calls: readonly Call[]) => {
      const value = calls.reduce((sum, one) => sum + one.value, 0n);
      send({ to, data: encodeCall('Solver', 'run', [calls]), value });
    },
    settle: async () => {
      const waiting = await Promise.all(sent);
      sent = [];
      const last = waiting.at(-1);
      if (last !== undefined && (await receiptOf(client, last.hash)) === undefined) {
        await client.request({ method: 'evm_mine' as never, params: [] as never });
      }
      for (const { hash } of waiting) {
        const { status } = await awaitReceipt(client, hash);
        if (status !== 'success') {
          throw new Error(`SODAX could not be deployed on ${name}: ${hash} reverted.`);
        }
      }
    },
  };
}
