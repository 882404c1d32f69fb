import type { RawLog } from '../core/raw-log.ts';
import { encodeBorsh } from './encode-anchor-event.ts';

const DECLARATION = /^text "(.*)" by \((.*)\)$/;

/** True for a declaration such as `text "Sent to " by (u8 variant, bytes32 to)`. */
export const isTextEvent = (event: string): boolean => DECLARATION.test(event);

/** A text as the source of Solana gives it: its beginning, its `rest`, and the data of the instruction that logged it. */
export function encodeTextEvent(
  event: string,
  { rest, ...args }: Record<string, unknown>,
): Pick<RawLog, 'topics' | 'data'> {
  const [, beginning = '', fields = ''] = DECLARATION.exec(event) ?? [];
  return { topics: [hexOf(beginning), hexOf(String(rest))], data: encodeBorsh(fields, args) };
}

const hexOf = (text: string) => `0x${Buffer.from(text, 'utf8').toString('hex')}` as const;
