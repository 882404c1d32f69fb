import { base58 } from '@scure/base';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeBorsh } from './encode-anchor-event.ts';

const DECLARATION = /^instruction (0x[0-9a-f]+) \((.*)\)$/;

/** True for a declaration such as `instruction 0x02 (u8 variant, bytes32 id)`. */
export const isInstruction = (event: string): boolean => DECLARATION.test(event);

/**
 * An instruction as the source of Solana gives it: its tag, its `accounts`, the lines that it `logged`, the instructions that it
 * `calls` itself, and its data.
 */
export function encodeInstruction(
  event: string,
  { accounts, logged, calls, ...args }: Record<string, unknown>,
): Pick<RawLog, 'topics' | 'data'> {
  const [, tag, fields = ''] = DECLARATION.exec(event) ?? [];
  // CAST: a fixture states them so.
  const keys = (accounts as string[]).map((account) => Buffer.from(base58.decode(account)));
  const text = typeof logged === 'string' ? logged : calls === undefined ? undefined : '';
  const lines = text === undefined ? [] : [hexOf(Buffer.from(text, 'utf8'))];
  // CAST: as above.
  const given = calls as { program: string; data: Hex }[] | undefined;
  return {
    topics: [
      tag as Hex,
      hexOf(Buffer.concat(keys)),
      ...lines,
      ...(given ? [encodeCalls(given)] : []),
    ],
    data: encodeBorsh(fields, args),
  };
}

function encodeCalls(calls: readonly { program: string; data: Hex }[]): Hex {
  return hexOf(
    Buffer.concat(
      calls.flatMap(({ program, data }) => {
        const bytes = Buffer.from(data.slice(2), 'hex');
        const size = Buffer.alloc(2);
        size.writeUInt16BE(bytes.length);
        return [Buffer.from(base58.decode(program)), size, bytes];
      }),
    ),
  );
}

const hexOf = (bytes: Buffer): Hex => `0x${bytes.toString('hex')}`;
