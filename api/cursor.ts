import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MidflightError } from '../core/errors.ts';
import { plainText } from './schemas/values.ts';

/** Where a page ends: a time in microseconds, and what tells rows of the same time apart. */
interface End {
  micros: string;
  id: string;
}

/** No more than what a clock can show: Postgres has no later times. */
const MICROS = /^-?\d{1,16}$/;
/** Characters of a cursor; ids are up to 500. */
export const CURSOR_LENGTH_MAX = 1_500;

const cursorSchema = z.tuple([z.string(), z.string().regex(MICROS), plainText]);

/** A page's end as opaque text. It says of which list, so that no page is continued with other filters or another sort. */
export function encodeCursor({ micros, id }: End, list: unknown): string {
  return Buffer.from(JSON.stringify([digestOf(list), micros, id])).toString('base64url');
}

/** @throws MidflightError `bad_request` for text that `encodeCursor` did not make, or made for another list */
export function decodeCursor(text: string, list: unknown): End {
  const [digest, micros, id] = parse(text);
  if (digest === digestOf(list)) return { micros, id };
  throw new MidflightError({
    code: 'bad_request',
    message: 'The cursor is of a list with other filters or another sort.',
    recovery:
      'Go on with the filters and the sort of the page before, or leave the cursor out to begin.',
  });
}

function parse(text: string): z.output<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    throw new MidflightError({
      code: 'bad_request',
      message: 'The cursor is malformed.',
      recovery: 'Hand in the nextCursor of the page before as it is, or leave it out to begin.',
      cause,
    });
  }
}

function digestOf(list: unknown): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 12);
}
