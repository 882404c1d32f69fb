import type { MiddlewareHandler } from 'hono';
import { MidflightError } from '../core/errors.ts';
import type { ApiScope } from '../db/types.ts';
import { invalidKey, type ApiKey, type KeyRing } from './key-ring.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The key of this request; null for one without. Set below `/v1/` only. */
    apiKey: ApiKey | null;
  }
}

const bearer = /^Bearer +(\S+) *$/i;

/**
 * Reads `Authorization: Bearer mk_…` and sets `apiKey`. A key that opens nothing is refused, also where none is asked for:
 * whoever sends one believes to have its rights.
 *
 * @throws MidflightError `key_invalid`, `key_missing` or `scope_missing`
 */
export function authorize({
  keys,
  keysRequired,
}: {
  keys: KeyRing;
  /** Whether reads need a key. */
  keysRequired: boolean;
}): MiddlewareHandler {
  return async (context, next) => {
    const header = context.req.header('authorization');
    const secret = header === undefined ? null : bearer.exec(header)?.[1];
    if (secret === undefined) {
      throw invalidKey('The Authorization header is not of the form Bearer mk_….');
    }
    const key = secret === null ? null : await keys.find(secret);
    context.set('apiKey', key);
    if (keysRequired) demand(key, 'read');
    await next();
  };
}

/** Lets a request pass whose key has this scope. It stands after `authorize`. */
export function requireScope(scope: ApiScope): MiddlewareHandler {
  return async (context, next) => {
    demand(context.get('apiKey'), scope);
    await next();
  };
}

/** @throws MidflightError if there is no key, or if it has not this scope */
function demand(key: ApiKey | null, scope: ApiScope): void {
  const kind = scope === 'admin' ? 'an admin key' : 'a key';
  if (!key) {
    throw new MidflightError({
      code: 'key_missing',
      message: `This needs ${kind}.`,
      recovery: `Send it as Authorization: Bearer mk_…; the operator makes one with npm run keys -- create <name>${scope === 'admin' ? ' --admin' : ''}.`,
    });
  }
  // Whoever administers may read.
  if (key.scopes.includes(scope) || key.scopes.includes('admin')) return;
  throw new MidflightError({
    code: 'scope_missing',
    message: `This needs ${kind}; the key ${key.name} (${key.id}) may ${key.scopes.join(' and ')}.`,
    recovery: `Use ${kind}; the operator makes one with npm run keys -- create <name>${scope === 'admin' ? ' --admin' : ''}.`,
  });
}
