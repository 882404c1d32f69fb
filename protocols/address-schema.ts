import { base58 } from '@scure/base';
import { z } from 'zod';
import { lowerHex } from '../core/lower-hex.ts';
import type { Hex } from '../core/raw-log.ts';

/** An EVM address in a configuration; any case is accepted, lower case comes out. */
export const addressSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address: 0x and 40 hex digits')
  // CAST: the pattern has just been checked.
  .transform((text) => text.toLowerCase() as Hex);

/** A contract on an EVM chain or a program on Solana, in a configuration. */
export const contractSchema = z
  .string()
  .refine(
    (text) => addressSchema.safeParse(text).success || isProgramId(text),
    'must be an address: 0x and 40 hex digits, or on Solana a program id in base58',
  )
  .transform(lowerHex);

function isProgramId(text: string): boolean {
  try {
    return base58.decode(text).length === 32;
  } catch {
    return false; // not base58
  }
}
