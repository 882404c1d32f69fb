import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { brokenBy, contractText, readContract } from '../test/analytics-contract.ts';
import { createDatabase } from '../test/database.ts';
import { ANALYTICS_ROLE, prepareAnalyticsRole } from './analytics-role.ts';
import { applyViews, CONTRACT, dropViews } from './analytics-views.ts';
import { migrateDatabase } from './migrate.ts';
import { connect } from './pool.ts';

const golden = () =>
  readFileSync(join(import.meta.dirname, 'analytics', 'v1', 'contract.txt'), 'utf8');

test('no column of the contract is gone or of another type: a breaking change makes another schema', async () => {
  const { db } = await createDatabase();
  expect(contractText(await readContract(db)), 'run npm run docs:analytics').toBe(golden());
});

test('the database says of every view and every column what it is', async () => {
  const { db } = await createDatabase();
  const views = await readContract(db);
  const silent = views.flatMap(({ name, comment, columns }) => [
    ...(comment === '' ? [name] : []),
    ...columns.filter((column) => column.comment === '').map((column) => `${name}.${column.name}`),
  ]);
  expect(silent).toEqual([]);
});

test('views that are as they should be are not touched by another start', async () => {
  const database = await createDatabase();
  const ids = async () => {
    // What a view is made of; who may read it is written elsewhere, and other tests make the role.
    const { rows } = await database.db.execute(sql`
      select ev_class, pg_rewrite.xmin
      from pg_rewrite
      join pg_class on pg_class.oid = ev_class
      where relnamespace = ${CONTRACT}::regnamespace
      order by ev_class`);
    expect(rows.length).toBeGreaterThan(10);
    return rows;
  };
  const before = await ids();
  await migrateDatabase(database);
  expect(await ids()).toEqual(before);
});

test('a migration may change what views read: they go before it, and are back after it with their rights', async () => {
  const database = await createDatabase();
  const { db } = database;
  expect(await prepareAnalyticsRole(database, { contract: CONTRACT })).toBe(null);
  // The newest migration is yet to come, as it were.
  await db.execute(sql`
    delete from drizzle.__drizzle_migrations
    where id = (select max(id) from drizzle.__drizzle_migrations)`);
  await expect(migrateDatabase(database)).rejects.toMatchObject({ code: 'migration_failed' });
  expect(await readContract(db)).toEqual([]);
  await db.execute(sql`alter table events alter column log_index type bigint`);
  await db.execute(sql`alter table events alter column log_index type integer`);
  await applyViews(db);
  expect(contractText(await readContract(db))).toBe(golden());
  const { rows } = await db.execute(sql`
    select bool_and(has_table_privilege(${ANALYTICS_ROLE}, oid, 'select')) as may_read
    from pg_class
    where relnamespace = ${CONTRACT}::regnamespace`);
  expect(rows).toEqual([{ may_read: true }]);
});

test('views of somebody else on the contract stay, and keep what they need', async () => {
  const database = await createDatabase();
  const { db } = database;
  await db.execute(sql`create schema theirs`);
  await db.execute(sql`create view theirs.own as select operation_id from analytics_v1.operations`);
  await dropViews(db);
  expect(contractText(await readContract(db))).toBe(golden());
  await applyViews(db);
  expect((await db.execute(sql`select * from theirs.own`)).rows).toEqual([]);
});

test('a start that views of somebody else hold up names them, and says what to do', async () => {
  const database = await createDatabase();
  const { db } = database;
  await db.execute(sql`create schema theirs`);
  // The contract of another version, as it were: a view of it has a column that is of another type now.
  await db.execute(sql`drop view analytics_v1.refreshes`);
  await db.execute(sql`create view analytics_v1.refreshes as select 1 as "view"`);
  await db.execute(sql`create view theirs."their own" as select * from analytics_v1.refreshes`);
  await db.execute(sql`comment on schema analytics_v1 is null`);
  await expect(migrateDatabase(database)).rejects.toMatchObject({
    code: 'migration_failed',
    message: expect.stringContaining(
      'Views of analytics_v1 cannot be replaced while these read them: theirs."their own".',
    ),
    recovery: expect.stringContaining('drop view'),
  });
  await db.execute(sql`drop view theirs."their own"`);
  await migrateDatabase(database);
  expect(contractText(await readContract(db))).toBe(golden());
});

test('a new column of the contract comes last in its view, and none is gone, moved or of another type', () => {
  const before = 'a.one text\na.two text\nb.one text\n';
  const broken = (after: string) => brokenBy(before, after);
  expect(broken('a.one text\na.two text\na.new text\nb.one text\nc.one text\n')).toEqual([]);
  expect(broken('a.one text\na.new text\na.two text\nb.one text\n')).toEqual(['a.two text']);
  expect(broken('a.two text\na.one text\nb.one text\n')).toEqual(['a.one text', 'a.two text']);
  expect(broken('a.one text\na.two bigint\n')).toEqual(['a.two text', 'b.one text']);
});

test('who reads as the role of data teams reads the contract, and nothing else', async () => {
  const database = await createDatabase();
  const role = `reader_${randomUUID().replaceAll('-', '')}`;
  expect(await prepareAnalyticsRole(database, { contract: CONTRACT, role })).toBe(null);
  expect(await prepareAnalyticsRole(database, { contract: CONTRACT, role })).toBe(null);
  const reader = connect({ url: database.url, readOnlyAs: role, onError: () => {} });
  onTestFinished(reader.close);
  const ask = (statement: string) =>
    reader.pool.query(statement).then(
      () => 'answered',
      (error: Error) => error.message,
    );
  for (const { name } of await readContract(database.db)) {
    expect(await ask(`select * from ${CONTRACT}.${name}`), name).toBe('answered');
  }
  const { rows } = await database.db.execute<{ name: string }>(sql`
    select tablename as name from pg_tables where schemaname in ('public', 'drizzle') order by 1`);
  expect(rows.length).toBeGreaterThan(20);
  for (const { name } of rows) {
    expect(
      await ask(`select * from ${name === '__drizzle_migrations' ? `drizzle.${name}` : name}`),
    ).toMatch(/^permission denied/);
  }
  expect(await ask(`begin read write; create view ${CONTRACT}.own as select 1`)).toMatch(
    /^permission denied for schema/,
  );
});
