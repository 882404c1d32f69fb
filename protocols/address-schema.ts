import { z } from 'zod';
import type { Hex } from '../core/raw-log.ts';

/** An EVM address in a configuration; any case is accepted, lower case comes out. */
export const addressSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address: 0x and 40 hex digits')
  // CAST: the pattern has just been checked.
  .transform((text) => text.toLowerCase() as Hex);
