import { encodeFunctionData, keccak256, parseAbi, parseEventLogs, stringToHex } from 'viem';
import type { Address, Hash, Hex } from 'viem';

import { buildApproval, commandIdOf } from './approval.ts';
import type { ContractCall } from './approval.ts';
import { buildBatch } from './batch.ts';
import { deployContracts } from './deploy-contracts.ts';
import type { Contracts } from './deploy-contracts.ts';
import { accountIndexes, accountOf, openClient, openWallet, receiptOf } from './wallet.ts';
import type { Client, Sent, Wallet } from './wallet.ts';

export type { ContractCall } from './approval.ts';

const gatewayAbi = parseAbi([
  'event ContractCall(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload)',
  'function callContract(string destinationChain, string contractAddress, bytes payload)',
  'function isCommandExecuted(bytes32 commandId) view returns (bool)',
  'function isContractCallApproved(bytes32 commandId, string sourceChain, string sourceAddress, address contractAddress, bytes32 payloadHash) view returns (bool)',
]);
const executableAbi = parseAbi([
  'function execute(bytes32 commandId, string sourceChain, string sourceAddress, bytes payload)',
]);

/** One chain with Axelar's contracts on it, and the accounts that use them. */
export interface Axelar extends Contracts {
  readonly chainId: number;
  /** Axelar's own name for the chain: what `destinationChain` and `sourceChain` say. */
  readonly chainName: string;
  readonly client: Client;
  readonly users: readonly Wallet[];
  readonly approver: Wallet;
  readonly executor: Wallet;
}

/**
 * Deploys Axelar's gateway with all that it needs on a fresh chain, and mines a block for it.
 *
 * @example
 * const alpha = await deployAxelar({ url, chainId: 31337, chainName: 'alpha' });
 * const beta = await deployAxelar({ url: other, chainId: 31338, chainName: 'beta' });
 * const { hash } = await callContract({ origin: alpha, destination: beta, payloads: ['0x01'] });
 * const calls = await readCalls(alpha, hash); // undefined until the transaction is in a block
 * await approve(beta, calls ?? []);
 */
export async function deployAxelar(chain: {
  url: string;
  chainId: number;
  chainName: string;
}): Promise<Axelar> {
  const { chainId, chainName } = chain;
  const client = openClient(chain.url);
  const wallet = (index: number) => openWallet({ client, chainId, account: accountOf(index) });
  const contracts = await deployContracts({ client, chainId, chainName });
  return {
    ...contracts,
    chainId,
    chainName,
    client,
    users: accountIndexes.users.map(wallet),
    approver: wallet(accountIndexes.approver),
    executor: wallet(accountIndexes.executor),
  };
}

export interface CallParts {
  readonly origin: Axelar;
  readonly destination: Axelar;
  /** A call for each; several travel in one transaction. */
  readonly payloads: readonly Hex[];
  /** Who sends: one of the origin's users, the first unless given. */
  readonly user?: Wallet;
}

/** Sends `callContract` to the origin's gateway, and does not wait for a block. */
export async function callContract(parts: CallParts): Promise<Sent> {
  const { origin, destination, payloads, user = origin.users[0] } = parts;
  if (user === undefined) throw new Error(`${origin.chainName} has no users.`);

  const calls = payloads.map((payload) =>
    encodeFunctionData({
      abi: gatewayAbi,
      functionName: 'callContract',
      args: [destination.chainName, destination.application, payload],
    }),
  );
  const [only, ...others] = calls;
  if (only !== undefined && others.length === 0) {
    return await user.send({ to: origin.gateway, data: only });
  }
  const id = keccak256(stringToHex(`${origin.chainName} ${payloads.join(' ')}`));
  const { batcher, gateway: target, chainName } = origin;
  return await user.send({
    to: batcher,
    data: await buildBatch({ chainName, batcher, target, calls, id }),
  });
}

/** The calls that a transaction made, or undefined while it is in no canonical block. */
export async function readCalls(
  origin: Axelar,
  transaction: Hash,
): Promise<ContractCall[] | undefined> {
  const receipt = await receiptOf(origin.client, transaction);
  if (receipt === undefined) return undefined;
  const logs = parseEventLogs({ abi: gatewayAbi, eventName: 'ContractCall', logs: receipt.logs });
  return logs
    .filter(({ address }) => address.toLowerCase() === origin.gateway.toLowerCase())
    .map(({ args, logIndex }) => ({
      sourceChain: origin.chainName,
      sourceAddress: args.sender,
      destinationChain: args.destinationChain,
      destinationAddress: args.destinationContractAddress as Address,
      payload: args.payload,
      transaction,
      eventIndex: receipt.logs.findIndex((log) => log.logIndex === logIndex),
    }));
}

/** Approves calls at their destination, in one batch signed by the operators. Approved before: the gateway skips it. */
export async function approve(destination: Axelar, calls: readonly ContractCall[]): Promise<Sent> {
  const data = await buildApproval(destination.chainId, calls);
  return await destination.approver.send({
    to: destination.gateway,
    data,
    gas: 100_000n + 150_000n * BigInt(calls.length),
  });
}

/** Has the destination's application execute a call. It reverts on the chain if the call is not approved there. */
export async function execute(destination: Axelar, call: ContractCall): Promise<Sent> {
  return await destination.executor.send({
    to: call.destinationAddress,
    data: encodeFunctionData({
      abi: executableAbi,
      functionName: 'execute',
      args: [
        commandIdOf(call, destination.chainId),
        call.sourceChain,
        call.sourceAddress,
        call.payload,
      ],
    }),
  });
}

export type Delivery = 'unknown' | 'approved' | 'executed';

/** How far a call has come at its destination, as the gateway's own storage says at the head. */
export async function deliveryOf(destination: Axelar, call: ContractCall): Promise<Delivery> {
  const commandId = commandIdOf(call, destination.chainId);
  const { sourceChain, sourceAddress, destinationAddress, payload } = call;
  const gateway = { address: destination.gateway, abi: gatewayAbi };
  const [accepted, waiting] = await Promise.all([
    destination.client.readContract({
      ...gateway,
      functionName: 'isCommandExecuted',
      args: [commandId],
    }),
    destination.client.readContract({
      ...gateway,
      functionName: 'isContractCallApproved',
      args: [commandId, sourceChain, sourceAddress, destinationAddress, keccak256(payload)],
    }),
  ]);
  // The gateway forgets the approval when the application uses it; the command itself stays marked for ever.
  if (!accepted) return 'unknown';
  return waiting ? 'approved' : 'executed';
}
