import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { OperationSummary } from '../core/summary-of.ts';
import { integers, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { markStale, type SpanPace } from './stale-spans.ts';
import type { StoredOperation } from './types.ts';

/** An operation that has changed, as it is now. */
export interface ChangedOperation {
  id: string;
  version: number;
  protocol: string;
  kind: string;
  status: string;
  originChain: ChainId | null;
  destinationChain: ChainId | null;
  startedAt: Date;
  body: StoredOperation;
}

/** Operations that have changed since this was last called, and ids that are theirs or were. */
export interface Changed {
  ids: string[];
  operations: ChangedOperation[];
  /** Whether there may be more. */
  hasMore: boolean;
}

/**
 * The next operations that have changed. To be called in the transaction that writes their summaries; of several processes
 * one has the turn until that ends.
 *
 * @returns null if another process has the turn
 */
export async function nextToSummarize(
  tx: Queryable,
  { limit }: { limit: number },
): Promise<Changed | null> {
  await tx.execute(sql`
    insert into summary_rounds (name) values ('summaries') on conflict do nothing`);
  const { rows: turns } = await tx.execute<{ seq: string }>(sql`
    select seq from summary_rounds where name = 'summaries' for update skip locked`);
  const [turn] = turns;
  if (!turn) return null;
  const { rows: page } = await tx.execute<{ seq: string; operation_id: string }>(sql`
    select seq, operation_id
    from transitions
    where seq > ${turn.seq}
    order by seq
    limit ${limit}`);
  const { rows: gone } = await tx.execute<{ operation_id: string }>(sql`
    delete from gone_operations
    where id in (select id from gone_operations order by id limit ${limit})
    returning operation_id`);
  const through = page.at(-1)?.seq ?? turn.seq;
  const hasMore = page.length === limit || gone.length === limit;
  await tx.execute(sql`
    update summary_rounds
    set seq = ${through}, caught_up_at = case when ${hasMore} then caught_up_at else now() end
    where name = 'summaries'`);
  // What merged into another one has no transition of its own: its heir has one.
  const { rows: all } = await tx.execute<{ id: string }>(sql`
    with changed as (
      select unnest(${texts([...page, ...gone].map((row) => row.operation_id))}) as id
    )
    select id from changed
    union
    select alias from changed join aliases on aliases.operation_id = changed.id`);
  const ids = all.map(({ id }) => id);
  const { rows } = await tx.execute<{
    id: string;
    version: number;
    protocol: string;
    kind: string;
    status: string;
    origin_chain: ChainId | null;
    destination_chain: ChainId | null;
    started_at: string;
    body: StoredOperation;
  }>(sql`
    select id, version, protocol, kind, status, origin_chain, destination_chain, started_at, body
    from operations
    where id = any(${texts(ids)})`);
  return {
    ids,
    hasMore,
    operations: rows.map(({ origin_chain, destination_chain, started_at, ...row }) => ({
      ...row,
      originChain: origin_chain,
      destinationChain: destination_chain,
      startedAt: new Date(started_at),
    })),
  };
}

/** An operation with its summary. */
export type Summed = ChangedOperation & { summary: OperationSummary };

/** Replaces what is stored of these ids by these summaries, and marks the hours and days that either of them is counted in. */
export async function replaceSummaries(
  tx: Queryable,
  ids: readonly string[],
  { summed, pace }: { summed: readonly Summed[]; pace: SpanPace },
): Promise<void> {
  const { rows: gone } = await tx.execute<{ started_at: string }>(sql`
    delete from operation_summaries where operation_id = any(${texts(ids)}) returning started_at`);
  if (summed.length > 0) {
    // Lists of lists as JSON each: arrays of arrays would have to be of one length.
    const lists = summed.map(({ summary: { required, reached, skipped } }) =>
      JSON.stringify({ required, reached, skipped }),
    );
    const instantOf = (value: number | null) =>
      value === null ? null : new Date(value * 1_000).toISOString();
    await tx.execute(sql`
      insert into operation_summaries (
        operation_id, version, protocol, kind, origin_chain, destination_chain, size_bucket, status,
        started_at, ended_at, seconds, required, reached, skipped, stopped_at
      )
      select row.id, row.version, row.protocol, row.kind, row.origin_chain, row.destination_chain, row.size_bucket,
        row.status, row.started_at::timestamptz, row.ended_at::timestamptz, row.seconds,
        array(select jsonb_array_elements_text(row.lists::jsonb -> 'required')),
        array(select jsonb_array_elements_text(row.lists::jsonb -> 'reached')),
        array(select jsonb_array_elements_text(row.lists::jsonb -> 'skipped')),
        row.stopped_at
      from unnest(
        ${texts(summed.map(({ id }) => id))},
        ${integers(summed.map(({ version }) => version))},
        ${texts(summed.map(({ protocol }) => protocol))},
        ${texts(summed.map(({ kind }) => kind))},
        ${texts(summed.map(({ originChain }) => originChain))},
        ${texts(summed.map(({ destinationChain }) => destinationChain))},
        ${texts(summed.map(({ summary }) => summary.sizeBucket))},
        ${texts(summed.map(({ status }) => status))},
        ${texts(summed.map(({ startedAt }) => startedAt.toISOString()))},
        ${texts(summed.map(({ summary }) => instantOf(summary.endedAt)))},
        ${integers(summed.map(({ summary }) => summary.seconds))},
        ${texts(lists)},
        ${texts(summed.map(({ summary }) => summary.stoppedAt))}
      ) as row (
        id, version, protocol, kind, origin_chain, destination_chain, size_bucket, status, started_at, ended_at, seconds,
        lists, stopped_at
      )`);
  }
  const starts = [
    ...gone.map(({ started_at }) => new Date(started_at)),
    ...summed.map(({ startedAt }) => startedAt),
  ];
  await markStale(tx, starts, pace);
}

/**
 * Looks through some summaries for those whose operation is gone although nobody has said so. To be called in a transaction.
 *
 * @returns how many there were
 */
export async function sweepSummaries(
  tx: Queryable,
  { limit, pace }: { limit: number; pace: SpanPace },
): Promise<number> {
  const { rows } = await tx.execute<{ last: string | null; gone: string[] }>(sql`
    with page as (
      select operation_id
      from operation_summaries
      where operation_id > (select swept_through from summary_rounds where name = 'summaries' for update)
      order by operation_id
      limit ${limit}
    )
    select max(operation_id collate "default") filter (where place = ${limit}) as last,
      coalesce(array_agg(operation_id) filter (where operations.id is null), '{}') as gone
    from (select operation_id, row_number() over (order by operation_id) as place from page) as page
    left join operations on operations.id = operation_id`);
  const [found] = rows;
  await tx.execute(sql`
    update summary_rounds set swept_through = ${found?.last ?? ''} where name = 'summaries'`);
  const gone = found?.gone ?? [];
  if (gone.length > 0) await replaceSummaries(tx, gone, { summed: [], pace });
  return gone.length;
}
