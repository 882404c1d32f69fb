import type { Asset } from './leg.ts';
import { DECIMALS_MAX } from './token.ts';

/** How much an operation moves, in whole tokens. Prices are not known here: ten of one token are not ten of another. */
export const sizeBuckets = [
  'under 1',
  '1 to 10',
  '10 to 100',
  '100 to 1k',
  '1k to 10k',
  '10k to 100k',
  '100k to 1m',
  'over 1m',
  /** No leg tells the amount, or how many decimals its token has. */
  'unknown',
] as const;
export type SizeBucket = (typeof sizeBuckets)[number];

const LARGEST = 7;

/**
 * The bucket of an amount. The lower bound belongs to its bucket.
 *
 * @example sizeBucketOf({ amount: '2500000', decimals: 6 }) // '1 to 10'
 */
export function sizeBucketOf(asset: Asset | undefined): SizeBucket {
  const { amount, decimals } = asset ?? {};
  if (amount === undefined || !/^\d+$/.test(amount) || decimals === undefined) return 'unknown';
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > DECIMALS_MAX) return 'unknown';
  const whole = BigInt(amount) / 10n ** BigInt(decimals);
  const digits = whole === 0n ? 0 : whole.toString().length;
  return sizeBuckets[Math.min(digits, LARGEST)] ?? 'unknown';
}
