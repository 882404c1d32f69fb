import { decodeErrorResult, parseAbi } from 'viem';
import type { Hex } from '../core/raw-log.ts';

const LENGTH_MAX = 200;
const errors = parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']);

/** What a call that failed gave back, as text: its own words, or the hex of an error of the contract's own. */
export function reasonText(data: Hex): string {
  try {
    const { args } = decodeErrorResult({ abi: errors, data });
    return String(args[0]).slice(0, LENGTH_MAX);
  } catch {
    return data.slice(0, LENGTH_MAX);
  }
}
