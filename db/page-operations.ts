import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** The ids of the next operations of these protocols after one id, by id. */
export async function pageOperations(
  db: Queryable,
  { after, limit, protocols }: { after: string; limit: number; protocols: readonly string[] },
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id
    from operations
    where id > ${after} and protocol = any(${texts(protocols)})
    order by id
    limit ${limit}`);
  return rows.map(({ id }) => id);
}
