import { z } from 'zod';
import { MidflightError } from '../core/errors.ts';
import type { PageEnd } from '../db/read-operations.ts';

const cursorSchema = z.tuple([z.string().regex(/^\d+$/), z.string()]);

/** A cursor names a link or an id, and few of them are long. */
export const CURSOR_LENGTH_MAX = 2_000;

/** A page's end as opaque text. */
export function encodeCursor({ updatedMicros, id }: PageEnd): string {
  return Buffer.from(JSON.stringify([updatedMicros, id])).toString('base64url');
}

/** @throws MidflightError `bad_request` for text that `encodeCursor` did not make */
export function decodeCursor(text: string): PageEnd {
  try {
    const [updatedMicros, id] = cursorSchema.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    );
    return { updatedMicros, id };
  } catch (cause) {
    throw new MidflightError({
      code: 'bad_request',
      message: `The cursor ${text} is malformed.`,
      recovery: 'Hand in the nextCursor of the page before as it is, or leave it out to begin.',
      cause,
    });
  }
}
