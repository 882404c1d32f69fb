import { encodeAbiParameters, parseAbiItem, parseAbiParameters } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { bytesIn } from '../slice-hex.ts';
import { callDecoder } from './call-decoder.ts';
import { predeploys } from './end.ts';
import { encodeRelay, type Message } from './message.ts';

/** What a portal is asked to call on the chain that is settled on. */
export interface Withdrawal {
  nonce: bigint;
  sender: Hex;
  target: Hex;
  /** As that of a `Message`. */
  value: bigint;
  mnt?: bigint;
  gasLimit: bigint;
  data: Hex;
}

/** The hash of a withdrawal, by which its portal knows it. Source: optimism `Hashing.sol`, and that of mantle-v2. */
export function withdrawalHash(withdrawal: Withdrawal): Hex {
  const { nonce, sender, target, value, mnt, gasLimit, data } = withdrawal;
  if (mnt !== undefined) {
    return keccak(
      encodeAbiParameters(
        parseAbiParameters('uint256, address, address, uint256, uint256, uint256, bytes'),
        [nonce, sender, target, mnt, value, gasLimit, data],
      ),
    );
  }
  return keccak(
    encodeAbiParameters(parseAbiParameters('uint256, address, address, uint256, uint256, bytes'), [
      nonce,
      sender,
      target,
      value,
      gasLimit,
      data,
    ]),
  );
}

const tuple =
  '(uint256 nonce, address sender, address target, uint256 value, uint256 gasLimit, bytes data) withdrawal';
const mantleTuple =
  '(uint256 nonce, address sender, address target, uint256 mnt, uint256 value, uint256 gasLimit, bytes data) withdrawal';
const decoders = [
  callDecoder(parseAbiItem(`function finalizeWithdrawalTransaction(${tuple})`)),
  callDecoder(
    parseAbiItem(
      `function finalizeWithdrawalTransactionExternalProof(${tuple}, address proofSubmitter)`,
    ),
  ),
  // Blast's, which is told where its yield manager has set the ether free.
  callDecoder(parseAbiItem(`function finalizeWithdrawalTransaction(uint256 hintId, ${tuple})`)),
  callDecoder(parseAbiItem(`function finalizeWithdrawalTransaction(${mantleTuple})`)),
];

/** The withdrawal that this call of a portal finalizes; undefined for any other call. */
export function decodeFinalization(data: Hex): Withdrawal | undefined {
  for (const decode of decoders) {
    const call = decode(data);
    if (call) return call.withdrawal;
  }
  return undefined;
}

/** Gas of the call around a message's own, and for each byte of it. */
const MIGRATED_GAS = 200_000n + (64n * 1_000_000n) / 63n + 40_000n + 40_000n + 5_000n;
const GAS_PER_BYTE = 16n;
const MIGRATED_GAS_MAX = 25_000_000n;

/**
 * What Bedrock has made of a message that was on its way up from Optimism or Mantle: a withdrawal that leaves no log there, and
 * relays the message with the coins that were in it. Source: optimism `op-chain-ops/crossdomain/migrate.go`, and
 * mantle-xyz/mantle-viem `buildMigratedWithdrawal.ts`.
 *
 * @param messenger the one on the chain that is settled on
 */
export function migratedWithdrawal(message: Message, messenger: Hex): Withdrawal {
  const data = encodeRelay({ ...message, minGasLimit: 0n });
  const gasLimit = MIGRATED_GAS + BigInt(bytesIn(data)) * GAS_PER_BYTE;
  const { nonce, value, mnt } = message;
  return {
    nonce,
    sender: predeploys.messenger,
    target: messenger,
    value,
    ...(mnt !== undefined && { mnt }),
    gasLimit: gasLimit > MIGRATED_GAS_MAX ? MIGRATED_GAS_MAX : gasLimit,
    data,
  };
}
