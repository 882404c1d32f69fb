import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { About, Leg, Link, Role } from '../core/leg.ts';
import { bigints } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { settleLinks } from './settle-links.ts';
import { settledOperation } from './settled-operation.ts';

/** A leg with the operation that it was last folded into. */
export interface StoredLeg extends Leg {
  eventId: string;
  operationId: string | null;
}

/** The legs of these events, as they are stored. */
export async function loadLegs(tx: Queryable, events: readonly string[]): Promise<StoredLeg[]> {
  const { rows } = await tx.execute<LegRow>(sql`
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
    from unnest(${bigints(events)}) as member (event_id)
    join events on events.id = member.event_id
    join legs on legs.event_id = member.event_id
    ${settledOperation}`);
  return rows.map(toLeg);
}

/** How many operations are named of what cannot be folded. */
const NAMED_MAX = 20;

/** What the legs of these events belong to: their protocol, and the first of the operations that they were folded into. */
export async function describeLegs(
  tx: Queryable,
  events: readonly string[],
): Promise<{ protocol: string | null; operations: string[] }> {
  const { rows } = await tx.execute<{ protocol: string; operation_id: string | null }>(sql`
    select distinct protocol, operation_id
    from legs
    where event_id = any(${bigints(events)})
    order by operation_id
    limit ${NAMED_MAX}`);
  return {
    protocol: rows[0]?.protocol ?? null,
    operations: rows.flatMap(({ operation_id }) => operation_id ?? []),
  };
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
    links:
      row.is_settled && row.operation_id
        ? settleLinks(row.links, `settled ${row.operation_id}`)
        : row.links,
  };
}
