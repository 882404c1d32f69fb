import type { Context } from 'hono';
import { MidflightError } from '../core/errors.ts';
import type { Policy, Standing } from './rate-limits.ts';

/**
 * Says where a client stands, in the headers of the IETF's draft (draft-ietf-httpapi-ratelimit-headers): `RateLimit-Policy`
 * for what holds, `RateLimit` for what is left.
 *
 * @throws MidflightError `rate_limited`, with `Retry-After`, if it is over its limit
 */
export function showStanding(context: Context, policy: Policy, standing: Standing): void {
  const { limit, remaining, resetSeconds, isOver } = standing;
  context.header('ratelimit-policy', `"${policy}";q=${limit};w=60`);
  context.header('ratelimit', `"${policy}";r=${remaining};t=${resetSeconds}`);
  if (!isOver) return;
  const wait = Math.max(1, resetSeconds);
  context.header('retry-after', String(wait));
  throw new MidflightError({
    code: 'rate_limited',
    message: `${counted[policy]} in this minute: ${limit} are allowed.`,
    recovery: `Try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}. ${remedies[policy]}`,
    isTransient: true,
  });
}

const counted: Readonly<Record<Policy, string>> = {
  anonymous: 'This address has used up its requests',
  key: 'This key has used up its requests',
  wrong_key: 'This address has sent too many wrong keys',
};

const remedies: Readonly<Record<Policy, string>> = {
  anonymous: 'To ask less, wait or stream instead of polling; a key of the operator allows more.',
  key: 'To ask less, wait or stream instead of polling.',
  wrong_key: 'Correct the key, or ask the operator for a new one.',
};
