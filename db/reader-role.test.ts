import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { pino } from 'pino';
import { createApp } from '../api/create-app.ts';
import { aLeg, here } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { openApiText } from '../test/openapi-text.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { connect, type Connection } from './pool.ts';
import { prepareReaderRole, READER_ROLE } from './reader-role.ts';

/** The pool of the API over a database. */
function asReader(url: string, role: string | null): Connection {
  const reader = connect({ url, readOnlyAs: role, onError: () => {} });
  onTestFinished(reader.close);
  return reader;
}

/** What Postgres says to a statement; null if it does it. */
async function refusal({ pool }: Connection, statement: string): Promise<string | null> {
  return pool.query(statement).then(
    () => null,
    (error: Error) => error.message,
  );
}

/** A user who is no superuser but owns the tables of a database, and a role for it that no other test knows. */
async function aUser(rights: 'createrole' | 'nocreaterole') {
  const { db, url: ofOwner } = await createDatabase();
  const id = randomUUID().replaceAll('-', '');
  const [user, role] = [`user_${id}`, `reader_${id}`];
  await db.execute(sql.raw(`create role ${user} login ${rights} password 'word'`));
  await db.execute(
    sql.raw(`grant all on all tables in schema public to ${user} with grant option`),
  );
  const url = new URL(ofOwner);
  url.username = user;
  url.password = 'word';
  const plain = connect({ url: url.href, onError: () => {} });
  onTestFinished(plain.close);
  return { plain: { ...plain, url: url.href }, role };
}

test('many processes in many databases may prepare the role at once', async () => {
  const databases = await Promise.all([createDatabase(), createDatabase(), createDatabase()]);
  const role = `reader_${randomUUID().replaceAll('-', '')}`;
  const prepared = await Promise.all(
    databases.flatMap((database) => [1, 2, 3].map(() => prepareReaderRole(database, role))),
  );
  expect(new Set(prepared.map(({ reason }) => reason))).toEqual(new Set([null]));
  for (const { url } of databases) {
    const { rows } = await asReader(url, role).pool.query('select count(*)::int from operations');
    expect(rows).toEqual([{ count: 0 }]);
  }
});

test('readers read, and cannot write even where their session is made writable', async () => {
  const database = await createDatabase();
  await prepareReaderRole(database);
  const reader = asReader(database.url, READER_ROLE);
  const write = `delete from operations`;
  expect(await refusal(reader, write)).toBe('cannot execute DELETE in a read-only transaction');
  expect(await refusal(reader, `begin read write; ${write}`)).toBe(
    'permission denied for table operations',
  );
});

test('without a role the session is read-only still', async () => {
  const { url } = await createDatabase();
  expect(await refusal(asReader(url, null), 'delete from operations')).toBe(
    'cannot execute DELETE in a read-only transaction',
  );
});

test('a user who may not make roles is told why, and nothing fails', async () => {
  const { plain, role } = await aUser('nocreaterole');
  expect(await prepareReaderRole(plain, role)).toEqual({
    role: null,
    reason: 'permission denied to create role',
  });
});

test('a user who may make roles, and no more, gets it', async () => {
  const { plain, role } = await aUser('createrole');
  expect(await prepareReaderRole(plain, role)).toEqual({ role, reason: null });
  expect(await prepareReaderRole(plain, role)).toEqual({ role, reason: null });
  const { rows } = await asReader(plain.url, role).pool.query('select current_user as name');
  expect(rows).toEqual([{ name: role }]);
});

test('every read of the API is within the reach of readers: add what a route reads to `readable`', async () => {
  const database = await createDatabase();
  await registerRoute(database.db);
  const legs = [aLeg({ step: 'send', block: 8, id: 'a' })];
  await ingestLegs(database.db, { chain: here, legs, to: 10 });
  await correlateAll(database.db);
  await prepareReaderRole(database);
  const lines: string[] = [];
  const app = createApp({
    db: asReader(database.url, READER_ROLE).db,
    writable: database.db,
    protocols: [],
    log: pino({ level: 'warn' }, { write: (line) => lines.push(line) }),
    now: () => new Date(),
  });
  // CAST: our own document.
  const { paths } = JSON.parse(openApiText()) as { paths: Record<string, object> };
  const reads = Object.keys(paths).filter(
    (path) => 'get' in (paths[path] ?? {}) && !path.startsWith('/v1/admin/'),
  );
  const asked = reads.flatMap((path) =>
    path === '/v1/lookup'
      ? [`${path}?tx=0xsend-a`, `${path}?key=route:a`, `${path}?tx=0x01`]
      : path.includes('{')
        ? [path.replaceAll(/\{\w+\}/g, 'route:a'), path.replaceAll(/\{\w+\}/g, 'route:b')]
        : [path],
  );
  for (const path of asked) await (await app.request(path)).body?.cancel();
  expect(lines).toEqual([]);
});
