import { MidflightError } from '../core/errors.ts';
import { findApiKey, markApiKeyUsed, openAmong, type StoredApiKey } from '../db/api-keys.ts';
import type { Database } from '../db/pool.ts';
import type { ApiScope } from '../db/types.ts';
import { watchKeys, type KeyWatch } from './key-watch.ts';

/** Who asks, as far as a key says so. */
export interface ApiKey {
  id: string;
  name: string;
  scopes: readonly ApiScope[];
}

/** Finds keys by their secrets. */
export interface KeyRing {
  /** The key of a secret that was found some seconds ago, else null. */
  recall(secret: string): ApiKey | null;
  /** @throws MidflightError `key_invalid`, saying why, if the secret opens nothing */
  find(secret: string): Promise<ApiKey>;
  /** Watches a key as long as somebody stays with it. */
  hold: KeyWatch['hold'];
  /** Forgets what was found, and looks whom to send away: a key was revoked. */
  clear(): void;
}

/** How long a key is believed without asking again: a key that was revoked elsewhere opens for no longer. */
const BELIEVED_MS = 5_000;
/** Keys that are remembered at once. */
const REMEMBERED_MAX = 1_000;

/**
 * The keys of the database. What was found is remembered for some seconds; what was not is never.
 *
 * @param writable where keys are made and revoked: a replica knows of neither until it has caught up
 */
export function databaseKeys({ writable, now }: { writable: Database; now: () => Date }): KeyRing {
  const watch = watchKeys((ids) => openAmong(writable, ids));
  const found = new Map<string, { key: StoredApiKey; until: number }>();
  return {
    recall(secret) {
      const known = found.get(secret);
      return known && known.until > now().getTime() ? known.key : null;
    },
    async find(secret) {
      const key = await findApiKey(writable, secret);
      if (!key) throw invalidKey('This key is not known here.');
      if (key.state === 'revoked') {
        throw invalidKey(`The key ${key.name} was revoked at ${key.revokedAt?.toISOString()}.`);
      }
      if (key.state === 'expired') {
        throw invalidKey(`The key ${key.name} expired at ${key.expiresAt?.toISOString()}.`);
      }
      if (found.size >= REMEMBERED_MAX) found.clear();
      found.set(secret, { key, until: now().getTime() + BELIEVED_MS });
      // A note for the operator: no request waits for it, or fails by it.
      void markApiKeyUsed(writable, key.id).catch(() => {});
      return key;
    },
    hold: watch.hold,
    clear() {
      found.clear();
      void watch.look();
    },
  };
}

/** The error for a key that opens nothing. */
export function invalidKey(message: string): MidflightError {
  return new MidflightError({
    code: 'key_invalid',
    message,
    recovery:
      'Send a valid key as Authorization: Bearer mk_…, ask the operator for a new one, or leave the header out where no key is needed.',
  });
}

/** The error for somebody who is in, and whose key opens nothing any more. */
export function closedKey(): MidflightError {
  return invalidKey('The key of this request was revoked, or has expired, since it was let in.');
}
