import { z } from 'zod';
import type { Hex } from '../../core/raw-log.ts';

// What nodes answer, as far as it is used here. Hashes and addresses come out in lower case.

const hex = z
  .string()
  .regex(/^0x[0-9a-fA-F]*$/, 'must be hex')
  // CAST: the pattern has just been checked.
  .transform((text) => text.toLowerCase() as Hex);
const hash = hex.refine((text) => text.length === 66, 'must be 32 bytes');
const quantity = hex.refine((text) => text.length > 2, 'must be a number').transform(BigInt);

export const quantitySchema = quantity;

export const headerSchema = z
  .object({ number: quantity, hash, parentHash: hash, timestamp: quantity })
  .transform(({ timestamp, ...rest }) => ({ ...rest, time: Number(timestamp) }));

export const logSchema = z.object({
  address: hex,
  topics: z.array(hash).max(4),
  data: hex,
  blockNumber: quantity,
  blockHash: hash,
  transactionHash: hash,
  logIndex: quantity.transform(Number),
  /** Newer nodes tell it, and so save a request for the header. */
  blockTimestamp: quantity.transform(Number).nullish(),
  removed: z.boolean().optional(),
});

export const logsSchema = z.array(logSchema);

export const receiptSchema = z.object({
  blockHash: hash,
  logs: z.array(z.object({ logIndex: quantity.transform(Number) })),
});

export type EvmLog = z.infer<typeof logSchema>;

/** A number as JSON-RPC writes it. */
export function toQuantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
