import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Hole, Reading, Readings } from '../core/reading.ts';
import type { Queryable } from './pool.ts';

/** What is read of all chains, and how much of it waits to be folded: of one moment. */
export interface Sight {
  /** By protocol and chain; those of carriers are not in it yet: see `withCarriers`. */
  readings: Readings;
  /** Since when the oldest mark waits, by our clock (Unix seconds); null if none does. Those that failed are not counted. */
  oldestMark: number | null;
  /** The oldest mark of these, and the newest of all; what was read is folded once the oldest is newer than that. */
  oldestSeq: bigint | null;
  lastSeq: bigint;
  /** The database's clock, Unix seconds. */
  now: number;
}

/** Holes that are told apart on a chain; what lies above the last of them counts as unread up to the highest one. */
const HOLES_MAX = 16;

/** A hole is as wide as the known blocks around it: where not every block's time is stored, that is wider than it is. */
export async function readSight(db: Queryable): Promise<Sight> {
  const { rows } = await db.execute<{
    readings: {
      protocol: string;
      chain: ChainId;
      head: number;
      seen_at: number;
      moved_at: number | null;
      holes: Hole[];
    }[];
    oldest: { seq: string; at: number } | null;
    last_seq: string;
    now: number;
  }>(sql`
    with streams as (
      select protocol, chain, coalesce(head_time, to_timestamp(0)) as head_time,
        coalesce(seen_at, to_timestamp(0)) as seen_at, moved_at,
        int8multirange(int8range(least(start_block, head_number + 1), head_number + 1)) - ranges as unread
      from checkpoints
      join chains on chains.id = checkpoints.chain
    ), covered as (
      select protocol, chain, head_time, seen_at, moved_at, range_agg(unread) as unread
      from streams
      group by protocol, chain, head_time, seen_at, moved_at
    )
    select
      (
        select coalesce(json_agg(json_build_object(
          'protocol', protocol,
          'chain', chain,
          'head', extract(epoch from head_time)::float8,
          'seen_at', extract(epoch from seen_at)::float8,
          'moved_at', extract(epoch from moved_at)::float8,
          'holes', (
            select coalesce(json_agg(json_build_object(
              'below', coalesce(extract(epoch from greatest(
                (
                  select time
                  from blocks
                  where blocks.chain = covered.chain and canonical and number < first
                  order by number desc
                  limit 1
                ),
                (
                  select block_time
                  from events
                  where events.chain = covered.chain and canonical and block_number < first
                  order by block_number desc
                  limit 1
                )
              ))::float8, 0),
              'top', extract(epoch from coalesce(least(
                (
                  select time
                  from blocks
                  where blocks.chain = covered.chain and canonical and number >= past
                  order by number
                  limit 1
                ),
                (
                  select block_time
                  from events
                  where events.chain = covered.chain and canonical and block_number >= past
                  order by block_number
                  limit 1
                )
              ), head_time))::float8
            ) order by first), '[]')
            from (
              select lower(part) as first,
                case when place = ${HOLES_MAX} then upper(covered.unread) else upper(part) end as past
              from (
                select part, row_number() over (order by part) as place from unnest(covered.unread) as part
              ) as numbered
              where place <= ${HOLES_MAX}
            ) as hole
          )
        )), '[]')
        from covered
      ) as readings,
      (
        select json_build_object('seq', seq::text, 'at', extract(epoch from marked_at)::float8)
        from dirty
        where failures = 0
        order by seq
        limit 1
      ) as oldest,
      (select coalesce(max(seq), 0)::text from dirty) as last_seq,
      extract(epoch from now())::float8 as now`);
  const row = rows[0];
  const readings = new Map<string, Map<ChainId, Reading>>();
  for (const { protocol, chain, head, seen_at, moved_at, holes } of row?.readings ?? []) {
    const own = readings.get(protocol) ?? new Map<ChainId, Reading>();
    readings.set(protocol, own);
    own.set(chain, { head, seenAt: seen_at, movedAt: moved_at, holes });
  }
  return {
    readings,
    oldestMark: row?.oldest?.at ?? null,
    oldestSeq: row?.oldest ? BigInt(row.oldest.seq) : null,
    lastSeq: BigInt(row?.last_seq ?? 0),
    now: row?.now ?? 0,
  };
}
