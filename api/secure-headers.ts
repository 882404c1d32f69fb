import type { MiddlewareHandler } from 'hono';

/** Nothing that this API answers is to be run or framed, but for the pages below /docs. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'";
/** The pages' script comes from this server, writes its styles into the page, and asks this server. */
const PAGES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Tells browsers what answers are not: neither pages to frame nor scripts to guess at. */
export const secureHeaders: MiddlewareHandler = async (context, next) => {
  const { path } = context.req;
  const isPage = path === '/docs' || path.startsWith('/docs/');
  context.header('content-security-policy', isPage ? PAGES : NOTHING);
  context.header('x-content-type-options', 'nosniff');
  context.header('x-frame-options', 'DENY');
  context.header('referrer-policy', 'no-referrer');
  await next();
};
