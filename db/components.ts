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
 * Every leg that the given links reach, over any number of shared links. Lookalike links lead only to legs whose
 * operation is not final: what is final is settled, and so a busy sender's history is not read again for each new leg.
 */
export async function loadComponents(tx: Queryable, keys: readonly string[]): Promise<StoredLeg[]> {
  const { rows } = await tx.execute<LegRow>(sql`
    with recursive reached (event_id) as (
      select event_id from links where key = any(${sql.param(keys)}::text[])
      union
      select other.event_id
      from reached
      join links as own on own.event_id = reached.event_id
      join links as other on other.key = own.key
      where own.kind = 'exact' or not exists (
        select
        from legs
        join operations on operations.id = legs.operation_id
        where legs.event_id in (own.event_id, other.event_id) and operations.final
      )
    )
    select events.id, events.chain, events.block_number, events.block_hash,
      extract(epoch from events.block_time)::bigint as block_time, events.transaction, events.log_index,
      events.canonical, legs.protocol, legs.step, legs.role, legs.about, legs.operation_id,
      coalesce(operations.final, false) as final,
      (
        select json_agg(json_build_object('key', key, 'kind', kind, 'rule', rule) order by key)
        from links
        where links.event_id = events.id
      ) as links
    from reached
    join events on events.id = reached.event_id
    join legs on legs.event_id = reached.event_id
    left join operations on operations.id = legs.operation_id`);
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
  protocol: string;
  step: string;
  role: Role;
  about: About;
  operation_id: string | null;
  final: boolean;
  links: Link[];
};

function toLeg(row: LegRow): StoredLeg {
  return {
    eventId: row.id,
    operationId: row.operation_id,
    event: `${row.chain}/${row.block_hash}/${row.log_index}`,
    protocol: row.protocol,
    step: row.step,
    role: row.role,
    canonical: row.canonical,
    about: row.about,
    at: {
      chain: row.chain,
      blockNumber: BigInt(row.block_number),
      blockHash: row.block_hash,
      blockTime: Number(row.block_time),
      transaction: row.transaction,
      index: row.log_index,
    },
    links: row.final && row.operation_id ? settle(row.links, row.operation_id) : row.links,
  };
}

/** The legs of a final operation stay together, and are no look-alikes of others any more. */
function settle(links: readonly Link[], operationId: string): Link[] {
  return [
    ...links.filter(({ kind }) => kind !== 'lookalike'),
    { key: `settled ${operationId}`, kind: 'settled', rule: 'final operation' },
  ];
}
