import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import type { ApiScope } from './types.ts';

/** A key as it is stored: what it may, and whether it still opens anything. */
export interface StoredApiKey {
  id: string;
  name: string;
  /** The beginning of its secret. */
  prefix: string;
  scopes: ApiScope[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Right to some minutes. */
  lastUsedAt: Date | null;
  state: 'active' | 'expired' | 'revoked';
}

/** What every secret begins with, so that one that leaks is known for what it is. */
export const SECRET_PREFIX = 'mk_';
const SECRET_BYTES = 32;
/** Characters of a secret that are shown again: of 43, too few to guess by. */
const SHOWN_CHARACTERS = SECRET_PREFIX.length + 6;
/** A secret as it is made here. */
const secretPattern = /^mk_[\w-]{43}$/;

/** Characters of a key's name. */
export const API_KEY_NAME_LENGTH_MAX = 100;

/** Whether a key may have this name: something to see, on one line. */
export function isApiKeyName(name: string): boolean {
  return name.length <= API_KEY_NAME_LENGTH_MAX && /^\P{Cc}+$/u.test(name) && name.trim() !== '';
}

/** How often at most a key's last use is written. */
const USED_EVERY = '5 minutes';

/**
 * Makes a key. Its secret is known to the caller alone: the database keeps a hash.
 *
 * It never expires unless it is told when: at a time, or after some days.
 */
export async function createApiKey(
  db: Queryable,
  {
    name,
    scopes,
    days = null,
    expiresAt = null,
  }: {
    name: string;
    scopes: readonly ApiScope[];
    days?: number | null;
    expiresAt?: Date | null;
  },
): Promise<{ key: StoredApiKey; secret: string }> {
  const secret = `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const id = `key_${randomBytes(6).toString('hex')}`;
  const { rows } = await db.execute<Row>(sql`
    insert into api_keys (id, name, hash, prefix, scopes, expires_at)
    values (${id}, ${name}, ${hashOf(secret)}, ${secret.slice(0, SHOWN_CHARACTERS)}, ${texts(scopes)},
      coalesce(${expiresAt?.toISOString() ?? null}::timestamptz, now() + ${days}::integer * interval '1 day'))
    returning ${columns}`);
  return { key: rows.map(fromRow)[0]!, secret };
}

/** The key with this secret, whatever its state; null for a secret that was never given out. */
export async function findApiKey(db: Queryable, secret: string): Promise<StoredApiKey | null> {
  if (!secretPattern.test(secret)) return null;
  const { rows } = await db.execute<Row>(sql`
    select ${columns} from api_keys where hash = ${hashOf(secret)}`);
  return rows.map(fromRow)[0] ?? null;
}

/** Those of some keys that still open something. */
export async function openAmong(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from api_keys
    where id = any(${texts(ids)}) and revoked_at is null and coalesce(expires_at > now(), true)`);
  return new Set(rows.map(({ id }) => id));
}

/** All keys, the newest first, revoked ones included. */
export async function listApiKeys(db: Queryable): Promise<StoredApiKey[]> {
  const { rows } = await db.execute<Row>(sql`
    select ${columns} from api_keys order by created_at desc, id`);
  return rows.map(fromRow);
}

/**
 * Revokes a key for good. One that is revoked already stays as it is.
 *
 * @returns the key, or null if there is none with this id
 */
export async function revokeApiKey(db: Queryable, id: string): Promise<StoredApiKey | null> {
  const { rows } = await db.execute<Row>(sql`
    update api_keys set revoked_at = coalesce(revoked_at, now()) where id = ${id} returning ${columns}`);
  return rows.map(fromRow)[0] ?? null;
}

/** Notes that a key was used, unless that was noted some minutes ago. */
export async function markApiKeyUsed(db: Queryable, id: string): Promise<void> {
  await db.execute(sql`
    update api_keys set last_used_at = now()
    where id = ${id} and coalesce(last_used_at < now() - ${USED_EVERY}::interval, true)`);
}

interface Row extends Record<string, unknown> {
  id: string;
  name: string;
  prefix: string;
  scopes: ApiScope[];
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  state: StoredApiKey['state'];
}

const columns = sql`id, name, prefix, scopes, created_at, expires_at, revoked_at, last_used_at,
  case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end as state`;

function fromRow({ created_at, expires_at, revoked_at, last_used_at, ...row }: Row): StoredApiKey {
  return {
    ...row,
    createdAt: new Date(created_at),
    expiresAt: expires_at === null ? null : new Date(expires_at),
    revokedAt: revoked_at === null ? null : new Date(revoked_at),
    lastUsedAt: last_used_at === null ? null : new Date(last_used_at),
  };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
