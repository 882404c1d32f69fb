import { keccak256, parseAbiItem, parseEventLogs } from 'viem';
import type { Address, Hash, Hex } from 'viem';

import { receiptOf } from '../wallet.ts';
import type { Hub, Spoke } from './sodax.ts';

const message = parseAbiItem(
  'event Message(uint256 srcChainId, bytes srcAddress, uint256 connSn, uint256 dstChainId, bytes dstAddress, bytes payload)',
);
const indexedMessage = parseAbiItem(
  'event Message(uint256 indexed srcChainId, bytes indexed srcAddress, uint256 indexed connSn, uint256 dstChainId, bytes dstAddress, bytes payload)',
);

/** One message between the hub and a spoke. Chains are SODAX's own numbers. */
export interface Packet {
  readonly srcChainId: bigint;
  readonly srcAddress: Hex;
  /** Counts the messages of its source chain from 1 up. */
  readonly connSn: bigint;
  readonly dstChainId: bigint;
  readonly dstAddress: Hex;
  readonly payload: Hex;
  /** A hash, or on Solana a signature. */
  readonly transaction: string;
}

/** The packets that a transaction sent, in their order; undefined while it is in no canonical block. */
export async function readPackets(
  chain: Hub | Spoke,
  transaction: Hash,
): Promise<Packet[] | undefined> {
  const receipt = await receiptOf(chain.client, transaction);
  if (receipt === undefined) return undefined;
  const connection = chain.contracts.connection.toLowerCase();
  const logs = receipt.logs.filter(({ address }) => address.toLowerCase() === connection);
  const plain = parseEventLogs({ abi: [message], logs }).map(({ args }) => ({
    ...args,
    transaction,
  }));
  const indexed = parseEventLogs({ abi: [indexedMessage], logs }).map(({ args }) => ({
    ...args,
    srcAddress: preimageOf(args.srcAddress, [...senders(chain), receipt.from]),
    transaction,
  }));
  return [...plain, ...indexed];
}

/** The contracts of SODAX that send messages from a chain. */
function senders({ contracts }: Hub | Spoke): Address[] {
  const isHub = 'intents' in contracts;
  return [contracts.assetManager, isHub ? contracts.intents : contracts.intentFiller];
}

/** The indexed form has only a hash of the sender: whoever relays has to know who it can have been. */
function preimageOf(hash: Hex, candidates: readonly Hex[]): Hex {
  const found = candidates.find((candidate) => keccak256(candidate) === hash);
  if (found === undefined) throw new Error(`Nobody here has the hash ${hash}.`);
  // Bytes have no upper case.
  return found.toLowerCase() as Hex;
}
