import {
  bytesToHex,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  getAddress,
  keccak256,
  numberToBytes,
  parseAbi,
  parseAbiParameters,
} from 'viem';
import type { Address, Hash, Hex } from 'viem';

import { accountIndexes, accountOf } from './wallet.ts';

const threshold = 2n;

/** One `callContract` as it stands in a block of its origin chain. */
export interface ContractCall {
  readonly sourceChain: string;
  readonly sourceAddress: Address;
  readonly destinationChain: string;
  readonly destinationAddress: Address;
  readonly payload: Hex;
  readonly transaction: Hash;
  /** Position of the log within its transaction's receipt; the `logIndex` of JSON-RPC counts within the block. */
  readonly eventIndex: number;
}

/**
 * The id under which Axelar's network hands one call to one destination chain: keccak256 of the source transaction's
 * hash, the event index as 8 bytes little endian, and the destination's chain id in as few bytes as it needs.
 */
export function commandIdOf(
  call: Pick<ContractCall, 'transaction' | 'eventIndex'>,
  destinationChainId: number,
): Hash {
  const index = bytesToHex(numberToBytes(call.eventIndex, { size: 8 }).toReversed());
  const digits = destinationChainId.toString(16);
  const chain: Hex = `0x${digits.padStart(digits.length + (digits.length % 2), '0')}`;
  return keccak256(concat([call.transaction, index, chain]));
}

/** Who may approve, as the gateway's auth module stores it: any two of three operators. */
export function encodeOperators(): Hex {
  const { addresses, weights } = operators();
  return encodeAbiParameters(parseAbiParameters('address[], uint256[], uint256'), [
    addresses,
    weights,
    threshold,
  ]);
}

/**
 * Builds the call data of `AxelarGateway.execute`: a batch of `approveContractCall` commands, signed by as many
 * operators as the threshold asks for. All calls of a batch lead to the chain `chainId`.
 */
export async function buildApproval(chainId: number, calls: readonly ContractCall[]): Promise<Hex> {
  const data = encodeAbiParameters(parseAbiParameters('uint256, bytes32[], string[], bytes[]'), [
    BigInt(chainId),
    calls.map((call) => commandIdOf(call, chainId)),
    calls.map(() => 'approveContractCall'),
    calls.map(encodeCommand),
  ]);

  const { accounts, addresses, weights } = operators();
  // Signatures come in the order of the operators, or the auth module reverts with MalformedSigners.
  const signatures = await Promise.all(
    accounts
      .slice(0, Number(threshold))
      .map((account) => account.signMessage({ message: { raw: keccak256(data) } })),
  );
  const proof = encodeAbiParameters(parseAbiParameters('address[], uint256[], uint256, bytes[]'), [
    addresses,
    weights,
    threshold,
    signatures,
  ]);

  return encodeFunctionData({
    abi: parseAbi(['function execute(bytes input)']),
    args: [encodeAbiParameters(parseAbiParameters('bytes, bytes'), [data, proof])],
  });
}

function encodeCommand(call: ContractCall): Hex {
  return encodeAbiParameters(
    parseAbiParameters('string, string, address, bytes32, bytes32, uint256'),
    [
      call.sourceChain,
      getAddress(call.sourceAddress),
      call.destinationAddress,
      keccak256(call.payload),
      call.transaction,
      BigInt(call.eventIndex),
    ],
  );
}

/** The operators sorted by address, as the auth module demands, each with weight one. */
function operators() {
  const accounts = accountIndexes.operators
    .map(accountOf)
    .sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1));
  return {
    accounts,
    addresses: accounts.map(({ address }) => address),
    weights: accounts.map(() => 1n),
  };
}
