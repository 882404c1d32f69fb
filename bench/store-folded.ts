import { sql } from 'drizzle-orm';
import type { Database } from '../db/pool.ts';
import { correlateBatch } from '../jobs/correlate.ts';
import { across } from '../protocols/across.ts';
import type { Step } from '../start/show-progress.ts';
import { storeOperations, stretches } from './store-operations.ts';

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
  onStep: (step: Step) => void,
): Promise<void> {
  const step = (name: string) => (done: number) =>
    onStep({ name, unit: 'operations', done, total: count });
  await storeOperations(db, count, step('storing events'));
  await db.execute(sql`
    insert into dirty (key, cause)
    select ${idOf(0).slice(0, -1)} || n, '{"type":"event","chain":"eip155:10"}'
    from generate_series(1, ${FOLDED}::int) as n`);
  const rules = new Map([[across.name, across.rules]]);
  while ((await correlateBatch(db, rules)).cleared > 0);
  const onMade = step('making operations');
  for (const { from, to } of stretches(count)) {
    await makeOperations(db, { from: Math.max(from, FOLDED + 1), to });
    await db.execute(sql`
      update events
      set transaction = ${transactionOf(0).slice(0, -1)} || (id / 2)
      where id between ${2 * from} and ${2 * to} and name = 'deposit'`);
    await db.execute(sql`
      update legs
      set operation_id = ${idOf(0).slice(0, -1)} || (event_id / 2)
      where event_id between ${2 * from} and ${2 * to + 1} and operation_id is null`);
    onMade(to);
  }
  await db.execute(sql`vacuum analyze`);
}

/** Operations like the first. The body names its operation, its transactions and its amounts; only the id is made its own. */
async function makeOperations(
  db: Database,
  { from, to }: { from: number; to: number },
): Promise<void> {
  await db.execute(sql`
    insert into operations
      (id, protocol, kind, status, stage, final, origin_chain, destination_chain, sender, recipient, started_at, updated_at, version, body)
    select made.id, protocol, kind,
      case when n % 100 = 0 then 'pending' else status end, stage, final, origin_chain, destination_chain,
      '0x' || md5((n / 20)::text), recipient, started_at + n * interval '1 second', updated_at + n * interval '1 millisecond', version,
      replace(body::text, first.id, made.id)::jsonb
    from operations as first, generate_series(${from}::int, ${to}::int) as n,
      lateral (select ${idOf(0).slice(0, -1)} || n as id) as made
    where first.id = ${idOf(1)}`);
}
