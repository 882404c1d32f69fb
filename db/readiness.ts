import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { readable } from './reader-role.ts';

/** Whether what the API reads is there for it. */
export interface Readiness {
  /** As whom the database knows this session. */
  user: string;
  /** Tables and columns that the database lacks: a migration is pending, or a replica is behind. */
  missing: string[];
  /** Tables that this user may not read. */
  unreadable: string[];
}

const columns = readable.flatMap((table) =>
  Object.values(getTableColumns(table)).map(
    (column) => [getTableName(table), column.name] as const,
  ),
);
const tablesOf = columns.map(([table]) => table);
const namesOf = columns.map(([, name]) => name);

/** Looks at the catalogue alone, and at no row of ours. */
export async function readReadiness(db: Queryable): Promise<Readiness> {
  const { rows } = await db.execute<{ user: string; missing: string[]; unreadable: string[] }>(sql`
    with wanted as (
      select wanted.table, wanted.name, to_regclass(wanted.table) as oid
      from unnest(${texts(tablesOf)}, ${texts(namesOf)}) as wanted ("table", name)
    )
    select current_user::text as user,
      array(
        select distinct case when oid is null then wanted.table else wanted.table || '.' || name end
        from wanted
        where oid is null or not exists (
          select from pg_attribute where attrelid = oid and attname = name and not attisdropped)
        order by 1
      ) as missing,
      array(
        select distinct wanted.table from wanted
        where not has_table_privilege(oid, 'select')
        order by 1
      ) as unreadable`);
  return rows[0]!;
}

/** Age in seconds of the mark that has waited the longest to be folded, about: marks are numbered as they are made. */
export async function oldestMark(db: Queryable): Promise<number> {
  const { rows } = await db.execute<{ seconds: number }>(sql`
    select extract(epoch from now() - marked_at)::float8 as seconds from dirty order by seq limit 1`);
  return rows[0]?.seconds ?? 0;
}
