import {
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  getAbiItem,
  keccak256,
  stringToHex,
  zeroHash,
} from 'viem';
import type { Abi, AbiFunction, Address, Hex } from 'viem';

import { readArtifact } from './artifacts.ts';
import { accountIndexes, accountOf } from './wallet.ts';

const signer = accountOf(accountIndexes.deployer);
const signers = {
  signers: [{ signer: signer.address, weight: 1n }],
  threshold: 1n,
  nonce: zeroHash,
} as const;

/** What the constructor of Axelar's InterchainMultisig takes: here one signer is enough to send a batch. */
export function batcherArguments(chainName: string): readonly unknown[] {
  return [chainName, domainOf(chainName), signers];
}

export interface Batch {
  readonly chainName: string;
  /** The InterchainMultisig of this chain: to the gateway it is the caller. */
  readonly batcher: Address;
  readonly target: Address;
  readonly calls: readonly Hex[];
  /** Makes the batch unique: the multisig executes each id once. */
  readonly id: Hex;
}

/**
 * Builds the call data that sends several calls in ONE transaction, through Axelar's own InterchainMultisig. It logs an
 * event before each call, so the gateway's logs lie at positions 1, 3, 5, … of the receipt: an indexer that takes the
 * transaction's hash for a key, or guesses the position, joins the wrong legs.
 */
export async function buildBatch({ chainName, batcher, target, calls, id }: Batch): Promise<Hex> {
  const { abi } = readArtifact('InterchainMultisig');
  const list = calls.map((callData) => ({
    chainName,
    executor: batcher,
    target,
    callData,
    nativeValue: 0n,
  }));

  const dataHash = keccak256(
    encodeAbiParameters(inputsOf(abi, 'executeCalls').slice(0, 2), [id, list]),
  );
  const signersHash = keccak256(
    encodeAbiParameters(inputsOf(abi, 'rotateSigners').slice(0, 1), [signers]),
  );
  // BaseWeightedMultisig.messageHashToSign: the prefix counts the 96 bytes that follow it.
  const message = concat([
    stringToHex('\x19Ethereum Signed Message:\n96'),
    domainOf(chainName),
    signersHash,
    dataHash,
  ]);
  const signature = await signer.sign({ hash: keccak256(message) });

  return encodeFunctionData({
    abi,
    functionName: 'executeCalls',
    args: [id, list, { signers, signatures: [signature] }],
  });
}

function domainOf(chainName: string): Hex {
  return keccak256(stringToHex(`midflight demo ${chainName}`));
}

function inputsOf(abi: Abi, name: string): AbiFunction['inputs'] {
  const item = getAbiItem({ abi, name });
  if (item?.type !== 'function') throw new Error(`InterchainMultisig has no function ${name}.`);
  return item.inputs;
}
