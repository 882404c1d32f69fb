import { eq, gte, inArray, lt, sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Stage, Status } from '../core/status.ts';
import { texts } from './arrays.ts';
import { healthCondition, type HealthFilter } from './health-row.ts';
import { operations } from './schema.ts';

/** What operations may be narrowed to; absent means any. Lists are alternatives, and everything given must hold. */
export interface OperationFilter {
  status?: readonly Status[] | undefined;
  stage?: readonly Stage[] | undefined;
  health?: HealthFilter | undefined;
  protocol?: readonly string[] | undefined;
  kind?: readonly string[] | undefined;
  origin?: readonly ChainId[] | undefined;
  destination?: readonly ChainId[] | undefined;
  /** Sender or recipient, in every notation in which rows may have it. */
  address?: readonly string[] | undefined;
  /** Transaction of any leg, hexadecimal in lower case. */
  transaction?: string | undefined;
  final?: boolean | undefined;
  /** From this moment on. */
  startedAfter?: Date | undefined;
  /** Up to this moment, without it. */
  startedBefore?: Date | undefined;
  updatedAfter?: Date | undefined;
  updatedBefore?: Date | undefined;
  /** A reference of this API key's own. */
  clientRef?: { keyId: string; ref: string } | undefined;
}

/**
 * The filter as conditions on rows of `operations`: a list joins them with `and`, and so does whoever has the ids already
 * (`id = any(…) and …`). There is no other judge of what a filter lets through.
 */
export function conditions(filter: OperationFilter): SQL[] {
  const { address, transaction, clientRef, health } = filter;
  const all = [
    filter.status && inArray(operations.status, [...filter.status]),
    filter.stage && inArray(operations.stage, [...filter.stage]),
    health && healthCondition(health),
    filter.protocol && inArray(operations.protocol, [...filter.protocol]),
    filter.kind && inArray(operations.kind, [...filter.kind]),
    filter.origin && inArray(operations.originChain, [...filter.origin]),
    filter.destination && inArray(operations.destinationChain, [...filter.destination]),
    address &&
      sql`(${operations.sender} = any(${texts(address)}) or ${operations.recipient} = any(${texts(address)}))`,
    transaction === undefined
      ? undefined
      : sql`${operations.id} in (
          select legs.operation_id
          from events
          join legs on legs.event_id = events.id
          where events.transaction = ${transaction}
        )`,
    filter.final === undefined ? undefined : eq(operations.final, filter.final),
    filter.startedAfter && gte(operations.startedAt, filter.startedAfter),
    filter.startedBefore && lt(operations.startedAt, filter.startedBefore),
    filter.updatedAfter && gte(operations.updatedAt, filter.updatedAfter),
    filter.updatedBefore && lt(operations.updatedAt, filter.updatedBefore),
    clientRef && sql`${operations.id} in (${operationsOfRef(clientRef)})`,
  ];
  return all.filter((condition) => condition !== undefined);
}

/** The operations that a key's reference names: by a transaction, or by an id, a former id or a link. */
function operationsOfRef({ keyId, ref }: { keyId: string; ref: string }): SQL {
  const named = sql`client_refs.key_id = ${keyId} and client_refs.ref = ${ref}`;
  return sql`
    select legs.operation_id
    from client_refs
    join events on events.transaction = client_refs.transaction
      and events.chain = coalesce(client_refs.chain, events.chain)
    join legs on legs.event_id = events.id
    where ${named}
    union all
    select legs.operation_id
    from client_refs
    join links on links.key = client_refs.link
    join legs on legs.event_id = links.event_id
    where ${named}
    union all
    select aliases.operation_id
    from client_refs
    join aliases on aliases.alias = client_refs.link
    where ${named}
    union all
    select client_refs.link
    from client_refs
    where ${named}`;
}
