import { z } from 'zod';
import { lowerHex } from '../core/lower-hex.ts';

// Fields that the answers of several services have.

/** A whole number of any size, bare or quoted. */
export const wholeNumber = z.union(
  [
    z.bigint(),
    z
      .string()
      .regex(/^-?\d{1,80}$/)
      .transform(BigInt),
  ],
  { error: 'must be a whole number' },
);

/** A transaction's id, as any chain writes it; absent, null and empty are the same. */
export const transactionId = z
  .string()
  .regex(/^[!-~]{0,200}$/, 'must be the id of a transaction')
  .nullish()
  .transform((text) => (text ? lowerHex(text) : null));
