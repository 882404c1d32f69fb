import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** How much there is to go through: the ids of the first and the last event, and the number of operations. */
export async function readExtent(
  db: Queryable,
  protocols: readonly string[] = [],
): Promise<{ firstEvent: bigint; lastEvent: bigint; operations: number }> {
  const { rows } = await db.execute<{ first: string; last: string; operations: string }>(sql`
    select coalesce((select min(id) from events), 1) as first,
      coalesce((select max(id) from events), 0) as last,
      (select count(*) from operations where protocol = any(${texts(protocols)})) as operations`);
  const row = rows[0];
  return {
    firstEvent: BigInt(row?.first ?? 1),
    lastEvent: BigInt(row?.last ?? 0),
    operations: Number(row?.operations ?? 0),
  };
}
