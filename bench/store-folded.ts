import { sql } from 'drizzle-orm';
import type { Database } from '../db/pool.ts';
import { correlateBatch } from '../jobs/correlate.ts';
import { across } from '../protocols/across.ts';
import { storeOperations } from './store-operations.ts';

/** How many operations are folded by the product itself; the others are made like the first of them. */
const FOLDED = 50;

/** The id of the how-manieth operation, from 1 on. */
export const idOf = (n: number): string => `across:8453:${n}`;

/** The transaction of its deposit. */
export const transactionOf = (n: number): string => `bench-deposit-${n}`;

/** Fills a migrated database with so many finished operations, as the indexer and the jobs leave them. */
export async function storeFolded(
  db: Database,
  count: number,
  onStage: (stage: string) => void,
): Promise<void> {
  onStage(`storing the events of ${count} operations`);
  await storeOperations(db, count);
  await db.execute(sql`
    update events
    set transaction = ${transactionOf(0).slice(0, -1)} || (id / 2)
    where name = 'deposit'`);
  await db.execute(sql`
    insert into dirty (key, cause)
    select ${idOf(0).slice(0, -1)} || n, '{"type":"event","chain":"eip155:10"}'
    from generate_series(1, ${FOLDED}::int) as n`);
  const rules = new Map([[across.name, across.rules]]);
  while ((await correlateBatch(db, rules)).cleared > 0);
  onStage('making the others like the first');
  // The body names its operation, its transactions and its amounts; of these only the id tells one from another here.
  await db.execute(sql`
    insert into operations
      (id, protocol, kind, status, stage, final, origin_chain, destination_chain, sender, recipient, started_at, updated_at, version, body)
    select made.id, protocol, kind,
      case when n % 100 = 0 then 'pending' else status end, stage, final, origin_chain, destination_chain,
      '0x' || md5((n / 20)::text), recipient, started_at + n * interval '1 second', updated_at + n * interval '1 millisecond', version,
      replace(body::text, first.id, made.id)::jsonb
    from operations as first, generate_series(${FOLDED + 1}::int, ${count}::int) as n,
      lateral (select ${idOf(0).slice(0, -1)} || n as id) as made
    where first.id = ${idOf(1)}`);
  await db.execute(sql`
    update legs
    set operation_id = ${idOf(0).slice(0, -1)} || (event_id / 2)
    where operation_id is null`);
  await db.execute(sql`vacuum analyze`);
}
