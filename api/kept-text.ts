import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';
import { takesGzip } from './compressed.ts';
import { etagOf } from './conditional.ts';

const compressed = promisify(gzip);

/** An answer that stays as it is for as long as this process lives. */
export interface KeptText {
  text: string;
  etag: string;
  gzip: Buffer<ArrayBuffer>;
}

/**
 * Reads a large text once, at the first request, and compresses it once: those who ask for it are not counted, and are to cost
 * next to nothing. What fails is read again.
 */
export function keptText(read: () => string | Promise<string>): () => Promise<KeptText> {
  let kept: Promise<KeptText> | undefined;
  return () => {
    kept ??= (async () => {
      const text = await read();
      return { text, etag: etagOf(text), gzip: await compressed(text) };
    })().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}

/** Answers a kept text, compressed for whoever takes that. */
export function answerKept(
  context: Context,
  { text, etag, gzip: small }: KeptText,
  headers: Record<string, string>,
): Response {
  if (!takesGzip(context)) return context.body(text, 200, { ...headers, etag });
  return context.body(small, 200, { ...headers, etag, 'content-encoding': 'gzip' });
}
