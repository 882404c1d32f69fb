import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createApiKey } from '../db/api-keys.ts';
import { createDatabase } from '../test/database.ts';
import { documented } from '../test/documented.ts';
import { createApp } from './create-app.ts';

interface Key {
  id: string;
  name: string;
  state: string;
  scopes: string[];
  expiresAt: string | null;
  revokedAt: string | null;
  secret?: string;
}

/** An API with one admin key, and what that key asks of it. */
async function anAdmin() {
  const { db } = await createDatabase();
  const app = createApp({
    db,
    protocols: [],
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  const { key, secret } = await createApiKey(db, { name: 'operator', scopes: ['admin'] });
  const ask = async <T = Key>(method: string, path: string, body?: unknown, by = secret) => {
    const init = {
      method,
      headers: {
        authorization: `Bearer ${by}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    return documented<T>(path, await app.request(path, init), method);
  };
  return { db, ask, own: key };
}

const keys = '/v1/admin/keys';

test('a key that is made over the API opens it, and its secret is in that answer alone', async () => {
  const { db, ask } = await anAdmin();
  const expiresAt = '2999-01-01T00:00:00+02:00';
  const made = await ask('POST', keys, { name: 'wallet', scopes: ['read', 'read'], expiresAt });
  expect(made.status).toBe(201);
  expect(made.headers.get('cache-control')).toBe('no-store');
  const { secret = '', ...key } = made.body;
  expect(key).toMatchObject({
    name: 'wallet',
    scopes: ['read'],
    state: 'active',
    expiresAt: '2998-12-31T22:00:00.000Z',
    revokedAt: null,
  });
  expect((await ask('GET', '/v1/chains', undefined, secret)).status).toBe(200);
  expect(await ask('GET', keys, undefined, secret)).toMatchObject({
    status: 403,
    body: { code: 'scope_missing' },
  });

  const listed = await ask<{ keys: Key[] }>('GET', keys);
  expect(listed.body.keys.map(({ name }) => name)).toEqual(['wallet', 'operator']);
  const { rows } = await db.execute<{ hash: string }>('select hash from api_keys');
  const text = JSON.stringify(listed.body);
  for (const told of [secret, ...rows.map(({ hash }) => hash)]) expect(text).not.toContain(told);
});

test('a key may read, and does not expire, unless it is made otherwise', async () => {
  const { ask } = await anAdmin();
  const { body } = await ask('POST', keys, { name: 'wallet' });
  expect(body).toMatchObject({ scopes: ['read'], expiresAt: null });
});

describe('a key that is revoked over the API', () => {
  test('opens nothing any more from the next request on, and stays revoked', async () => {
    const { ask } = await anAdmin();
    const { id, secret } = (await ask('POST', keys, { name: 'wallet' })).body;
    // It is remembered now.
    expect((await ask('GET', '/v1/chains', undefined, secret)).status).toBe(200);
    const first = await ask('DELETE', `${keys}/${id}`);
    expect(first).toMatchObject({ status: 200, body: { id, state: 'revoked' } });
    expect(await ask('GET', '/v1/chains', undefined, secret)).toMatchObject({
      status: 401,
      body: { detail: `The key wallet was revoked at ${first.body.revokedAt}.` },
    });
    expect((await ask('DELETE', `${keys}/${id}`)).body).toMatchObject({
      state: 'revoked',
      revokedAt: first.body.revokedAt,
    });
  });

  test('is not the one of the request, unless that says so', async () => {
    const { ask, own } = await anAdmin();
    expect(await ask('DELETE', `${keys}/${own.id}`)).toMatchObject({
      status: 409,
      body: {
        code: 'own_key',
        detail: `The key operator (${own.id}) is the one that this request carries.`,
      },
    });
    expect((await ask('GET', keys)).status).toBe(200);
    expect((await ask('DELETE', `${keys}/${own.id}?self=true`)).status).toBe(200);
    expect((await ask('GET', keys)).status).toBe(401);
  });

  test('must be one that there is', async () => {
    const { ask } = await anAdmin();
    expect(await ask('DELETE', `${keys}/key_1`)).toMatchObject({
      status: 404,
      body: { code: 'no_such_key', detail: 'There is no key key_1.' },
    });
  });
});

test('a key is asked for where keys are made: what a replica lacks yet opens, and what it has still opens nothing', async () => {
  const primary = await createDatabase();
  const replica = await createDatabase();
  const app = createApp({
    db: replica.db,
    writable: primary.db,
    protocols: [],
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  const status = async (secret: string) =>
    (await app.request('/v1/chains', { headers: { authorization: `Bearer ${secret}` } })).status;
  const made = await createApiKey(primary.db, { name: 'new', scopes: ['read'] });
  expect(await status(made.secret)).toBe(200);
  const revoked = await createApiKey(replica.db, { name: 'old', scopes: ['read'] });
  expect(await status(revoked.secret)).toBe(401);
});

test.each<[body: unknown, detail: string]>([
  [{}, 'The parameter name is missing.'],
  [{ name: 7 }, 'The parameter name must be of the type string, not number.'],
  [null, 'The body must be of the type object, not null.'],
  [{ name: ['a'] }, 'The parameter name must be one value, not a list.'],
  [{ name: '' }, 'The parameter name must have 1 to 100 characters, not only spaces.'],
  [{ name: '  ' }, 'The parameter name must have 1 to 100 characters, not only spaces.'],
  [{ name: 'a\nb' }, 'The parameter name must have no control characters.'],
  [{ name: 'a', scopes: [] }, 'The parameter scopes must name read, admin or both.'],
  [{ name: 'a', scopes: ['write'] }, 'The parameter scopes (entry 1) takes read and admin.'],
  [
    { name: 'a', expiresAt: 'soon' },
    'The parameter expiresAt must be a time such as 2027-01-01T00:00:00Z.',
  ],
  [
    { name: 'a', expiresAt: '2020-01-01T00:00:00Z' },
    'The parameter expiresAt is 2020-01-01T00:00:00.000Z and must lie in the future.',
  ],
  [{ name: 'a', days: 3 }, 'There is no parameter days here.'],
])('%j makes no key', async (body, detail) => {
  const { ask } = await anAdmin();
  expect(await ask('POST', keys, body)).toMatchObject({
    status: 400,
    body: { code: 'bad_request', detail },
  });
});
