import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { About, Leg, Link, Role } from '../core/leg.ts';
import type { Queryable } from './pool.ts';

/** A leg with the operation that it was last folded into. */
export interface StoredLeg extends Leg {
  eventId: string;
  operationId: string | null;
}

/**
 * Every leg that the given links reach, over any number of shared links. An operation that is final is settled, unless its
 * origin is still to come: its legs are reached all together, and never by a look-alike link, so that a busy sender's
 * history is not read again for each new leg.
 */
export async function loadComponents(tx: Queryable, keys: readonly string[]): Promise<StoredLeg[]> {
  const { rows } = await tx.execute<LegRow>(sql`
    with recursive settled as not materialized (
      select id from operations where final and body ->> 'coverage' <> 'destination_only'
    ), keys (key) as (
      select unnest(${sql.param(keys)}::text[])
      union
      select links.key
      from keys
      join links as entry on entry.key = keys.key
      join legs on legs.event_id = entry.event_id
      left join settled on settled.id = legs.operation_id
      join lateral (
        select legs.event_id
        union
        select event_id from legs as other where other.operation_id = settled.id
      ) as member on true
      join links on links.event_id = member.event_id
      where settled.id is null or (entry.kind = 'exact' and links.kind = 'exact')
    ), reached as (
      select distinct entry.event_id
      from keys
      join links as entry on entry.key = keys.key
      join legs on legs.event_id = entry.event_id
      left join settled on settled.id = legs.operation_id
      where settled.id is null or entry.kind = 'exact'
    )
    select events.id, events.chain, events.block_number, events.block_hash,
      extract(epoch from events.block_time)::bigint as block_time, events.transaction, events.log_index,
      events.canonical,
      events.verified,
      legs.protocol, legs.step, legs.role, legs.outcome, legs.version, legs.about, legs.operation_id,
      settled.id is not null as is_settled,
      (
        select json_agg(json_build_object('key', key, 'kind', kind, 'rule', rule) order by key)
        from links
        where links.event_id = events.id
      ) as links
    from reached
    join events on events.id = reached.event_id
    join legs on legs.event_id = reached.event_id
    left join settled on settled.id = legs.operation_id`);
  return rows.map(toLeg);
}

type LegRow = {
  id: string;
  chain: ChainId;
  block_number: string;
  block_hash: string;
  block_time: string;
  transaction: string;
  log_index: number;
  canonical: boolean;
  verified: boolean;
  protocol: string;
  step: string;
  role: Role;
  outcome: Leg['outcome'];
  version: number;
  about: About;
  operation_id: string | null;
  is_settled: boolean;
  links: Link[];
};

function toLeg(row: LegRow): StoredLeg {
  return {
    eventId: row.id,
    operationId: row.operation_id,
    event: `${row.chain}/${row.block_hash}/${row.transaction}/${row.log_index}`,
    protocol: row.protocol,
    step: row.step,
    role: row.role,
    outcome: row.outcome,
    version: row.version,
    canonical: row.canonical,
    verified: row.verified,
    about: row.about,
    at: {
      chain: row.chain,
      blockNumber: BigInt(row.block_number),
      blockHash: row.block_hash,
      blockTime: Number(row.block_time),
      transaction: row.transaction,
      index: row.log_index,
    },
    links: row.is_settled && row.operation_id ? settle(row.links, row.operation_id) : row.links,
  };
}

/** Look-alikes that were paired in an operation that is final stay together, and are look-alikes of others no more. */
function settle(links: readonly Link[], operationId: string): Link[] {
  const key = `settled ${operationId}`;
  return links.map((link) =>
    link.kind === 'lookalike'
      ? { key, kind: 'settled', rule: link.rule, lookalike: link.key }
      : link,
  );
}
