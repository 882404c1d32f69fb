import {
  encodeAbiParameters,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  parseAbi,
  parseAbiParameters,
} from 'viem';
import type { Address, Hex } from 'viem';

import { encodeOperators } from './approval.ts';
import { readArtifact } from './artifacts.ts';
import type { ArtifactName } from './artifacts.ts';
import { batcherArguments } from './batch.ts';
import { accountIndexes, accountOf, awaitReceipt, openWallet, receiptOf } from './wallet.ts';
import type { Client, Sent } from './wallet.ts';

// The gateway needs 4.2 million; all seven transactions together have to fit into one block of 30 million.
const gasEach = 5_000_000n;

export interface Contracts {
  /** The proxy: the address that everybody knows, and the one that logs. */
  readonly gateway: Address;
  readonly auth: Address;
  /** Axelar's AxelarExecutable, the base of applications: its `execute` asks the gateway whether a call is approved. */
  readonly application: Address;
  /** Axelar's InterchainMultisig, which makes several calls in one transaction. */
  readonly batcher: Address;
}

/**
 * Deploys Axelar's contracts in the order of its own scripts: auth, token deployer, implementation, proxy, and the auth
 * module handed over to the proxy. Then the two contracts that stand for applications.
 */
export async function deployContracts(chain: {
  client: Client;
  chainId: number;
  chainName: string;
}): Promise<Contracts> {
  const { client, chainId, chainName } = chain;
  const account = accountOf(accountIndexes.deployer);
  const wallet = openWallet({ client, chainId, account });
  const sent: Promise<Sent>[] = [];

  // Addresses follow from the deployer's nonces, so everything is sent at once instead of a block at a time.
  let nonce = BigInt(await client.getTransactionCount({ address: account.address }));
  const send = (transaction: { to?: Address; data: Hex }) => {
    sent.push(wallet.send({ ...transaction, gas: gasEach }));
    return getContractAddress({ from: account.address, nonce: nonce++ });
  };
  const deploy = (name: ArtifactName, args: readonly unknown[] = []) =>
    send({ data: encodeDeployData({ ...readArtifact(name), args }) });

  const auth = deploy('AxelarAuthWeighted', [[encodeOperators()]]);
  const tokenDeployer = deploy('TokenDeployer');
  const implementation = deploy('AxelarGateway', [auth, tokenDeployer]);
  const setup = encodeAbiParameters(parseAbiParameters('address, address, bytes'), [
    account.address,
    account.address,
    '0x',
  ]);
  const gateway = deploy('AxelarGatewayProxy', [implementation, setup]);
  send({
    to: auth,
    data: encodeFunctionData({
      abi: parseAbi(['function transferOwnership(address newOwner)']),
      args: [gateway],
    }),
  });
  const application = deploy('AxelarExecutable', [gateway]);
  const batcher = deploy('InterchainMultisig', batcherArguments(chainName));

  await settle(client, await Promise.all(sent));
  return { gateway, auth, application, batcher };
}

/** Mines what was sent, if the chain does not do so by itself at once, and checks that nothing reverted. */
async function settle(client: Client, sent: readonly Sent[]): Promise<void> {
  const last = sent.at(-1);
  if (last !== undefined && (await receiptOf(client, last.hash)) === undefined) {
    await client.request({ method: 'evm_mine' as never, params: [] as never });
  }
  for (const { hash } of sent) {
    const { status } = await awaitReceipt(client, hash);
    if (status !== 'success') throw new Error(`Axelar could not be deployed: ${hash} reverted.`);
  }
}
