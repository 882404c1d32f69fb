import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MidflightError } from '../core/errors.ts';

/** Characters of a URL, with its query. A hundred ids or hashes fit. */
const URL_LENGTH_MAX = 8_192;
/** Bytes of a body. */
const BODY_BYTES_MAX = 64 * 1024;

/**
 * Refuses what is too large to be meant.
 *
 * @throws MidflightError `url_too_long`, `bad_request` or `body_too_large`
 */
export function boundRequest(): MiddlewareHandler {
  const boundBody = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: () => {
      throw new MidflightError({
        code: 'body_too_large',
        message: `The body has more than ${BODY_BYTES_MAX} bytes.`,
        recovery: 'Send less at once.',
      });
    },
  });
  return async (context, next) => {
    const { url, method } = context.req;
    // What follows the host, whatever is before it.
    const length = url.length - url.indexOf('/', url.indexOf('//') + 2);
    if (length > URL_LENGTH_MAX) {
      throw new MidflightError({
        code: 'url_too_long',
        message: `The URL has ${length} characters, and ${URL_LENGTH_MAX} are allowed.`,
        recovery: 'Ask for less at once.',
      });
    }
    return method === 'GET' || method === 'HEAD' ? next() : boundBody(context, next);
  };
}
