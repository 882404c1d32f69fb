import { hexToBigInt } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { decodeBorsh } from '../borsh.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** What the sender asks of the destination, as far as it is of use. */
interface ExtraArgs {
  /** Gas, or compute units, for the receiver. */
  gasLimit?: string;
  /** Who gets the tokens, where that is not the receiver. */
  tokenReceiver?: Hex;
}

/** Where a value stands, in bytes from the tag on. */
interface Layout {
  gasLimit: number;
  tokenReceiver?: number;
}

/** By the tag that the arguments begin with. Source: chainlink-ccip `Client.sol`, versions 1.0 and 2 of each kind. */
const layouts: Readonly<Record<Hex, Layout>> = {
  '0x97a657c9': { gasLimit: 4 }, // EVM
  '0x181dcf10': { gasLimit: 4 }, // EVM and others
  '0x1f3b3aba': { gasLimit: 36, tokenReceiver: 132 }, // Solana
  '0x21ea4ca9': { gasLimit: 36, tokenReceiver: 100 }, // Sui
};

/** The router on Solana writes tag, gas limit (16 bytes, from the lowest up) and a flag. */
const SOLANA_BYTES = 21;

/** Reads a message's extra arguments; what has another form tells nothing. */
export function decodeExtraArgs(extraArgs: Hex): ExtraArgs {
  const layout = layouts[sliceHex(extraArgs, 0, 4)];
  if (!layout) return {};
  if (bytesIn(extraArgs) === SOLANA_BYTES) {
    const { gasLimit } = decodeBorsh({ gasLimit: 'u128' }, sliceHex(extraArgs, 4));
    return { gasLimit: String(gasLimit) };
  }
  const wordAt = (at: number): Hex | undefined =>
    at + 32 <= bytesIn(extraArgs) ? sliceHex(extraArgs, at, at + 32) : undefined;
  const gasLimit = wordAt(layout.gasLimit);
  const tokenReceiver =
    layout.tokenReceiver === undefined ? undefined : wordAt(layout.tokenReceiver);
  return {
    ...(gasLimit !== undefined && { gasLimit: String(hexToBigInt(gasLimit)) }),
    ...(tokenReceiver !== undefined && { tokenReceiver }),
  };
}
