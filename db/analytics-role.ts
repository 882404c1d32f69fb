import { sql } from 'drizzle-orm';
import { makeRole, saidBy } from './reader-role.ts';
import { onSession, type Connection, type Queryable } from './pool.ts';

/** Who may read the contract for data teams, and nothing else. Nobody logs in as it: give it to those who shall read. */
export const ANALYTICS_ROLE = 'midflight_reader';

/**
 * Makes the role of data teams if it is not there, and lets it read the contract. Any number of processes may do so at once.
 *
 * @returns why it cannot be had; null if it can: the database's user may not make roles
 */
export async function prepareAnalyticsRole(
  { pool }: Connection,
  { contract, role = ANALYTICS_ROLE }: { contract: string; role?: string },
): Promise<string | null> {
  const client = await pool.connect();
  try {
    const db = onSession(client);
    await db.execute(sql`select pg_advisory_lock(hashtextextended('midflight reader role', 0))`);
    await makeRole(db, role);
    await grantContract(db, contract, role);
    return null;
  } catch (error) {
    return saidBy(error);
  } finally {
    // The session is closed, not given back: with it goes the lock.
    client.release(true);
  }
}

/** Lets the role read every view of the contract, if there is such a role. Only what lacks is granted. */
export async function grantContract(
  db: Queryable,
  contract: string,
  role: string = ANALYTICS_ROLE,
): Promise<void> {
  const { rows } = await db.execute<{ relations: string | null; lacks_schema: boolean }>(sql`
    select not has_schema_privilege(r.oid, n.oid, 'usage') as lacks_schema,
      (
        select string_agg(format('%I.%I', n.nspname, c.relname), ', ')
        from pg_class c
        where c.relnamespace = n.oid and c.relkind = 'v' and not has_table_privilege(r.oid, c.oid, 'select')
      ) as relations
    from pg_roles r
    join pg_namespace n on n.nspname = ${contract}
    where r.rolname = ${role}`);
  for (const { relations, lacks_schema } of rows) {
    const to = sql.identifier(role);
    if (lacks_schema)
      await db.execute(sql`grant usage on schema ${sql.identifier(contract)} to ${to}`);
    if (relations) await db.execute(sql`grant select on ${sql.raw(relations)} to ${to}`);
  }
}
