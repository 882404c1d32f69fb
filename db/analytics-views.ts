import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Database, Queryable } from './pool.ts';
import { grantContract } from './analytics-role.ts';
import { codeOf } from './reader-role.ts';

/** The schema of the contract. What would break who reads it makes another one beside it. */
export const CONTRACT = 'analytics_v1';

const folder = join(import.meta.dirname, 'analytics', 'v1');

/** Postgres' codes: a view cannot be replaced since a column goes or changes; something else depends on it. */
const NOT_REPLACEABLE = '42P16';
const DEPENDED_ON = '2BP01';

/** Files of the contract, in the order in which they build on one another. */
function files(): { name: string; text: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/**
 * Brings the contract's views to this version's. Those that are as they should be are not touched: to replace one waits for
 * everybody who reads it. To be called by one process at a time.
 */
export async function applyViews(db: Database): Promise<void> {
  const parts = files();
  const print = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  if ((await appliedPrint(db)) !== print) {
    try {
      await create(db, parts, print);
    } catch (error) {
      if (codeOf(error) !== NOT_REPLACEABLE) throw error;
      await dropViews(db);
      await create(db, parts, print);
    }
  }
  await grantContract(db, CONTRACT);
}

/** Postgres' codes for what cannot be changed beneath a view, or taken away from it. */
const REFUSALS = [NOT_REPLACEABLE, DEPENDED_ON, '0A000'];

/** True if an error says that views stand in the way. */
export const isRefusedByView = (error: unknown): boolean => REFUSALS.includes(codeOf(error));

/** Views of somebody else that read views of the contract, by name. */
export async function viewsOnContract(db: Queryable): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(sql`
    select distinct format('%I.%I', nspname, theirs.relname) as name
    from pg_class as own
    join pg_depend on refclassid = 'pg_class'::regclass and refobjid = own.oid and classid = 'pg_rewrite'::regclass
    join pg_rewrite on pg_rewrite.oid = objid
    join pg_class as theirs on theirs.oid = ev_class
    join pg_namespace on pg_namespace.oid = theirs.relnamespace
    where own.relnamespace = to_regnamespace(${CONTRACT}) and theirs.relnamespace <> own.relnamespace
    order by name`);
  return rows.map(({ name }) => name);
}

async function create(
  db: Database,
  parts: readonly { text: string }[],
  print: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql.raw(`create schema if not exists ${CONTRACT}`));
    for (const { text } of parts) await tx.execute(sql.raw(text));
    await tx.execute(
      sql.raw(
        `comment on schema ${CONTRACT} is 'For data teams: docs/analytics.md. Made of ${print}'`,
      ),
    );
  });
}

async function appliedPrint(db: Queryable): Promise<string | null> {
  const { rows } = await db.execute<{ said: string | null }>(sql`
    select obj_description(oid, 'pg_namespace') as said
    from pg_namespace
    where nspname = ${CONTRACT}`);
  return /Made of (\w+)$/.exec(rows[0]?.said ?? '')?.[1] ?? null;
}

/**
 * Takes the views away, so that a migration may change what they read: `applyViews` makes them again. One that somebody
 * else's view depends on stays, and all with it; a migration that needs it gone then fails, and says so.
 */
export async function dropViews(db: Database): Promise<void> {
  const { rows } = await db.execute<{ views: string | null }>(sql`
    select string_agg(format('%I.%I', schemaname, viewname), ', ') as views
    from pg_views
    where schemaname = ${CONTRACT}`);
  const views = rows[0]?.views;
  if (!views) return;
  try {
    await db.transaction(async (tx) => {
      await tx.execute(sql.raw(`comment on schema ${CONTRACT} is null`));
      await tx.execute(sql.raw(`drop view ${views}`));
    });
  } catch (error) {
    if (codeOf(error) !== DEPENDED_ON) throw error;
  }
}
