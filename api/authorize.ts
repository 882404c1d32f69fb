import type { Context, MiddlewareHandler } from 'hono';
import { MidflightError } from '../core/errors.ts';
import type { ApiScope } from '../db/types.ts';
import { clientAddress, countedBy } from './client-address.ts';
import { showStanding } from './count-request.ts';
import { invalidKey, type ApiKey, type KeyRing } from './key-ring.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ApiSettings } from './settings.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The key of this request; null for one without. Set below `/v1/` only. */
    apiKey: ApiKey | null;
    /** By whom it is counted: the key's id, or the address. Set below `/v1/` only. */
    countedBy: string;
  }
}

const bearer = /^Bearer +(\S+) *$/i;

/**
 * Reads `Authorization: Bearer mk_…`, sets `apiKey`, and counts the request: by its key, else by its address. A key that opens
 * nothing is refused, also where none is asked for: whoever sends one believes to have its rights.
 *
 * @throws MidflightError `key_invalid`, `key_missing` or `rate_limited`
 */
export function authorize({
  keys,
  limits,
  settings: { keysRequired, trustProxy },
}: {
  keys: KeyRing;
  /** Null to count nothing. */
  limits: RateLimits | null;
  settings: Pick<ApiSettings, 'keysRequired' | 'trustProxy'>;
}): MiddlewareHandler {
  return async (context, next) => {
    const address = clientAddress(context, trustProxy);
    const who = address === null ? 'unknown' : countedBy(address);
    const secret = secretOf(context);
    const key = secret === null ? null : await find(secret, { context, keys, limits, who });
    context.set('apiKey', key);
    context.set('countedBy', key?.id ?? who);
    if (limits) {
      const policy = key ? 'key' : 'anonymous';
      showStanding(context, policy, await limits.take(policy, key?.id ?? who));
    }
    if (keysRequired) demand(key, 'read');
    await next();
  };
}

/**
 * Lets a request pass whose key has this scope. It stands after `authorize`.
 *
 * @throws MidflightError `key_missing` or `scope_missing`
 */
export function requireScope(scope: ApiScope): MiddlewareHandler {
  return async (context, next) => {
    demand(context.get('apiKey'), scope);
    await next();
  };
}

/** The secret that a request carries, or null if it says nothing of one. */
function secretOf(context: Context): string | null {
  const header = context.req.header('authorization');
  if (header === undefined) return null;
  const secret = bearer.exec(header)?.[1];
  if (secret !== undefined) return secret;
  throw invalidKey('The Authorization header is not of the form Bearer mk_….');
}

/** Finds a key. Wrong ones are counted, and after too many of them none is looked for. */
async function find(
  secret: string,
  {
    context,
    keys,
    limits,
    who,
  }: { context: Context; keys: KeyRing; limits: RateLimits | null; who: string },
): Promise<ApiKey> {
  const known = keys.recall(secret);
  if (known) return known;
  if (limits) {
    const standing = await limits.look('wrong_key', who);
    if (standing.isOver) showStanding(context, 'wrong_key', standing);
  }
  try {
    return await keys.find(secret);
  } catch (error) {
    if (limits && error instanceof MidflightError && error.code === 'key_invalid') {
      showStanding(context, 'wrong_key', await limits.take('wrong_key', who));
    }
    throw error;
  }
}

/** @throws MidflightError if there is no key, or if it has not this scope */
function demand(key: ApiKey | null, scope: ApiScope): void {
  const kind = scope === 'admin' ? 'an admin key' : 'a key';
  const made = `The operator makes one with npm run keys -- create <name>${scope === 'admin' ? ' --admin' : ''}.`;
  if (!key) {
    throw new MidflightError({
      code: 'key_missing',
      message: `This needs ${kind}.`,
      recovery: `Send it as Authorization: Bearer mk_…. ${made}`,
    });
  }
  // Whoever administers may read.
  if (key.scopes.includes(scope) || key.scopes.includes('admin')) return;
  throw new MidflightError({
    code: 'scope_missing',
    message: `This needs ${kind}; the key ${key.name} (${key.id}) may ${key.scopes.join(' and ')}.`,
    recovery: `Send ${kind}. ${made}`,
  });
}
