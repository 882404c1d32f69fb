import { sql } from 'drizzle-orm';
import type { ChainId } from '../../core/chain.ts';
import { readChains } from '../../db/chains.ts';
import { connect, type Connection } from '../../db/pool.ts';

/** What the simulation itself asks the database, on connections that never break. */
export function openQuietly(url: string): Connection {
  return connect({ url, onError: () => {} });
}

/** Empties every table and counts from one again: much cheaper than another database. */
export async function emptyDatabase({ db }: Connection): Promise<void> {
  const { rows } = await db.execute<{ tables: string }>(sql`
    select string_agg(format('%I', tablename), ', ') as tables
    from pg_tables
    where schemaname = 'public'`);
  await db.execute(sql.raw(`truncate ${rows[0]?.tables} restart identity cascade`));
}

export async function countDirty({ db }: Connection): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from dirty`,
  );
  return rows[0]?.count ?? 0;
}

/** Whether anybody waits for a lock. */
export async function isAnyBlocked({ db }: Connection): Promise<boolean> {
  const { rows } = await db.execute<{ is_any: boolean }>(sql`
    select exists (
      select
      from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
    ) as is_any`);
  return rows[0]?.is_any ?? false;
}

export async function countQuarantined({ db }: Connection): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from quarantine`,
  );
  return rows[0]?.count ?? 0;
}

/** How a chain's row says that it is behind; null if everything up to this head is read, and read again as far as it is final. */
export async function behind(
  { db }: Connection,
  chain: ChainId,
  head: { hash: string },
): Promise<string | null> {
  const row = (await readChains(db)).find(({ id }) => id === chain);
  if (!row?.head) return 'it is not known';
  if (row.head.hash !== head.hash) return `its head is ${row.head.hash}, not ${head.hash}`;
  if (row.missing > 0n) return `${row.missing} blocks were not read`;
  return row.unverified > 0n ? `${row.unverified} blocks were not read again` : null;
}
