import { sql } from 'drizzle-orm';
import { pageOperations } from '../page-operations.ts';
import type { Queryable } from '../pool.ts';
import { readExtent } from '../read-extent.ts';

/** Operations that are looked at at once. */
const PAGE_MAX = 200;
/** Operations that a sample has, or some more. */
const SAMPLE_MAX = 1_000;

/** The ids of all operations of these protocols, or of a sample, in pages; and how many they are about. */
export async function operationPages(
  tx: Queryable,
  { protocols, isThorough }: { protocols: readonly string[]; isThorough: boolean },
): Promise<{ pages: AsyncGenerator<string[]>; total: number }> {
  const { operations } = await readExtent(tx, protocols);
  const isAll = isThorough || operations <= SAMPLE_MAX;
  return {
    pages: isAll ? allPages(tx, protocols) : samplePages(tx, operations),
    total: isAll ? operations : SAMPLE_MAX,
  };
}

async function* allPages(tx: Queryable, protocols: readonly string[]): AsyncGenerator<string[]> {
  for (let after = ''; ;) {
    const ids = await pageOperations(tx, { after, limit: PAGE_MAX, protocols });
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}

/** Operations out of pages of the table that chance picks: it reads these alone, however many there are. */
async function* samplePages(tx: Queryable, operations: number): AsyncGenerator<string[]> {
  const percent = Math.min(100, (200 * SAMPLE_MAX) / operations);
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from operations tablesample system (${percent}) limit ${SAMPLE_MAX}`);
  const ids = rows.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += PAGE_MAX) yield ids.slice(from, from + PAGE_MAX);
}
