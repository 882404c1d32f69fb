import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { texts } from './arrays.ts';
import { HEALTH_COLUMN } from './health-row.ts';
import type { Queryable } from './pool.ts';
import type { OperationRow } from './read-operations.ts';

/** An operation that one of several questions found, and the leg by which it did: null where a former id alone did. */
export interface FoundOperation {
  asked: string;
  leg: { step: string; chain: ChainId; transaction: string; canonical: boolean } | null;
  operation: OperationRow;
  /** How many operations the question leads to, as far as was looked. */
  count: number;
}

/** Legs of one question that are looked at. */
const LEGS_MAX = 100;
/** Operations that are told of each question, and of all together: a body may have thousands of legs' worth of text. */
export const TOLD_MAX = { each: 10, all: 200 };

/**
 * Operations by ids, links, former ids and transactions, all in one question to the database: each gives the first ten that
 * it leads to, those whose legs stand before the ones that were reorged away. Where all together would be too many, the first
 * of each come before the second of any.
 *
 * @param chain only legs on this chain; what only a former id finds is left out then
 */
export async function findMany(
  db: Queryable,
  asked: readonly string[],
  { chain }: { chain: ChainId | null },
): Promise<FoundOperation[]> {
  const { rows } = await db.execute<{
    asked: string;
    count: number;
    step: string | null;
    chain: ChainId;
    transaction: string;
    canonical: boolean;
    id: string;
    version: number;
    updated_at: string;
    body: OperationRow['body'];
    health: OperationRow['health'];
  }>(sql`
    with asked as (
      select text, n from unnest(${texts(asked)}) with ordinality as one (text, n)
    ), leg as (
      select asked.n, found.*
      from asked
      cross join lateral (
        (
          select legs.operation_id, legs.step, events.chain, events.transaction, events.canonical, events.block_time, events.id
          from events
          join legs on legs.event_id = events.id
          where events.transaction = asked.text and legs.operation_id is not null
            and (${chain}::text is null or events.chain = ${chain})
          limit ${LEGS_MAX}
        )
        union all
        (
          select legs.operation_id, legs.step, events.chain, events.transaction, events.canonical, events.block_time, events.id
          from links
          join legs on legs.event_id = links.event_id
          join events on events.id = links.event_id
          where links.key = asked.text and legs.operation_id is not null
            and (${chain}::text is null or events.chain = ${chain})
          limit ${LEGS_MAX}
        )
      ) as found
    ), first_leg as (
      select distinct on (n, operation_id) *
      from leg
      order by n, operation_id, canonical desc, block_time, id
    ), ranked as (
      select *,
        row_number() over (partition by n order by canonical desc, block_time, id) as rank,
        count(*) over (partition by n)::int as count
      from first_leg
    ), hit as (
      select n, operation_id, step, chain, transaction, canonical, rank, count from ranked
      where rank <= ${TOLD_MAX.each}
      union all
      select asked.n, named.id, null, null, null, null, 1, 1
      from asked
      cross join lateral (
        select operations.id from operations where operations.id = asked.text
        union all
        select aliases.operation_id from aliases where aliases.alias = asked.text
      ) as named
      where ${chain}::text is null and not exists (select from leg where leg.n = asked.n)
      order by rank, n
      limit ${TOLD_MAX.all}
    )
    select asked.text as asked, count, step, hit.chain, transaction, canonical, operations.id, version, updated_at, body,
      ${sql.raw(HEALTH_COLUMN)} as health
    from hit
    join asked on asked.n = hit.n
    join operations on operations.id = hit.operation_id
    order by hit.n, hit.rank`);
  return rows.map(
    ({ asked: text, count, step, chain: on, transaction, canonical, updated_at, ...row }) => ({
      asked: text,
      count,
      leg: step === null ? null : { step, chain: on, transaction, canonical },
      operation: { ...row, updatedAt: new Date(updated_at) },
    }),
  );
}

/** Those among links and transactions of which a leg is stored and not folded yet: an operation is on its way. */
export async function storedAmong(db: Queryable, asked: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.execute<{ text: string }>(sql`
    select text
    from unnest(${texts(asked)}) as asked (text)
    where exists (
        select
        from links
        join legs on legs.event_id = links.event_id
        where links.key = text and operation_id is null
      )
      or exists (
        select
        from events
        join legs on legs.event_id = events.id
        where transaction = text and operation_id is null
      )`);
  return new Set(rows.map(({ text }) => text));
}
