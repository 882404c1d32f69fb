import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

/** The columns of operations that are asked for by name, and lead an index. */
const columns = {
  protocol: sql.raw('protocol'),
  kind: sql.raw('kind'),
  origin: sql.raw('origin_chain'),
  destination: sql.raw('destination_chain'),
} as const;

/** Anybody may name a kind of their own in a message: no more of them are told. */
const VALUES_MAX = 200;

/** The values that operations have in a column, in their order: a jump along its index for each, however many rows there are. */
export async function knownValues(db: Queryable, name: keyof typeof columns): Promise<string[]> {
  const column = columns[name];
  const { rows } = await db.execute<{ value: string }>(sql`
    with recursive known (value) as (
      select min(${column}) from operations
      union all
      select (select min(${column}) from operations where ${column} > known.value)
      from known
      where known.value is not null
    )
    select value
    from known
    where value is not null
    limit ${VALUES_MAX}`);
  return rows.map(({ value }) => value);
}

/** True if an operation has this value in a column. */
export async function isKnownValue(
  db: Queryable,
  name: keyof typeof columns,
  value: string,
): Promise<boolean> {
  const { rows } = await db.execute<{ is_known: boolean }>(sql`
    select exists (select from operations where ${columns[name]} = ${value}) as is_known`);
  return rows[0]?.is_known ?? false;
}
