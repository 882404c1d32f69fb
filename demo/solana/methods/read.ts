import { base58 } from '@scure/base';
import { z } from 'zod';

import { commitments } from '../ledger.ts';
import type { Block, Commitment, Ledger } from '../ledger.ts';
import { rpcErrors } from '../rpc-error.ts';

/** Answers a call, or throws an `RpcError`. */
export type Method = (params: readonly unknown[]) => unknown;

/** Reads one parameter of a call. */
export function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw rpcErrors.invalidParams(`Invalid params: ${issue?.message ?? 'unreadable'}${where}.`);
}

const bytesInBase58 = (bytes: number, what: string) =>
  z.string().refine((text) => lengthOf(text) === bytes, `Invalid param: not ${what}`);
const base58Max = 128;

export const slotParam = z.int().nonnegative();
export const addressParam = bytesInBase58(32, 'an address');
export const signatureParam = bytesInBase58(64, 'a signature');

export const commitmentFields = {
  commitment: z.enum(commitments).nullish(),
  minContextSlot: slotParam.nullish(),
};

/** The object that ends a call's parameters. All of it may be absent. */
export function options<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((value) => value ?? {}, z.object(shape));
}

export interface Asked {
  readonly commitment?: Commitment | null | undefined;
  readonly minContextSlot?: number | null | undefined;
}

/** The newest block of the commitment that a call asks for, if it is as new as the call demands. */
export function blockFor(ledger: Ledger, { commitment, minContextSlot }: Asked): Block {
  const block = ledger.at(commitment ?? 'finalized');
  if (block.slot < (minContextSlot ?? 0)) throw rpcErrors.minContextSlot(block.slot);
  return block;
}

/** History can be asked for from `confirmed` on: what is only processed may be on a fork that loses. */
export function atLeastConfirmed({ commitment }: Asked): 'confirmed' | 'finalized' {
  if (commitment === 'processed') {
    throw rpcErrors.invalidParams('Method does not support commitment below `confirmed`');
  }
  return commitment ?? 'finalized';
}

/** An answer that says which block it speaks of. */
export function inContext<Value>({ slot }: Block, value: Value) {
  return { context: { apiVersion: '3.1.0', slot }, value };
}

function lengthOf(text: string): number | undefined {
  if (text.length > base58Max) return undefined;
  try {
    return base58.decode(text).length;
  } catch {
    return undefined;
  }
}
