import { base58 } from '@scure/base';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeBorsh } from './encode-anchor-event.ts';

const DECLARATION = /^instruction (0x[0-9a-f]+) \((.*)\)$/;

/** True for a declaration such as `instruction 0x02 (u8 variant, bytes32 id)`. */
export const isInstruction = (event: string): boolean => DECLARATION.test(event);

/** An instruction as the source of Solana gives it: its tag, its `accounts`, the lines that it `logged`, and its data. */
export function encodeInstruction(
  event: string,
  { accounts, logged, ...args }: Record<string, unknown>,
): Pick<RawLog, 'topics' | 'data'> {
  const [, tag, fields = ''] = DECLARATION.exec(event) ?? [];
  // CAST: a fixture states them so.
  const keys = (accounts as string[]).map((account) => Buffer.from(base58.decode(account)));
  const lines = typeof logged === 'string' ? [hexOf(Buffer.from(logged, 'utf8'))] : [];
  return {
    topics: [tag as Hex, hexOf(Buffer.concat(keys)), ...lines],
    data: encodeBorsh(fields, args),
  };
}

const hexOf = (bytes: Buffer): Hex => `0x${bytes.toString('hex')}`;
