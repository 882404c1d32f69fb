import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Health, HealthReason, LaneFigures } from '../core/health.ts';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import type { StoredOperation } from './types.ts';

/** An operation as it is to be judged, with what was thought of it before. */
export interface JudgedOperation {
  id: string;
  version: number;
  protocol: string;
  kind: string;
  originChain: ChainId | null;
  destinationChain: ChainId | null;
  body: StoredOperation;
  startedAt: string;
  updatedAt: string;
  /** Figures of the step that it waits for, on its lane: by pace, and those of all. */
  lane: Readonly<Record<string, LaneFigures>>;
  previous: {
    step: string;
    /** Unix seconds. */
    since: number;
    health: Health;
    reason: HealthReason | null;
    detail: string | null;
  } | null;
}

/** The operations with these ids that there are. */
export async function loadJudged(
  tx: Queryable,
  ids: readonly string[],
): Promise<JudgedOperation[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.execute<{
    id: string;
    version: number;
    protocol: string;
    kind: string;
    origin_chain: ChainId | null;
    destination_chain: ChainId | null;
    body: StoredOperation;
    started_at: string;
    updated_at: string;
    lane: Record<string, LaneFigures> | null;
    step: string | null;
    since: number;
    health: Health;
    reason: HealthReason | null;
    detail: string | null;
  }>(sql`
    select operations.id, operations.version, operations.protocol, operations.kind, operations.origin_chain,
      operations.destination_chain, body, operations.started_at::text, operations.updated_at::text,
      (
        select json_object_agg(pace, json_build_object('p50', p50, 'p90', p90, 'p99', p99, 'sample', sample))
        from stage_baselines as lane
        where lane.protocol = operations.protocol
          and lane.origin_chain = operations.origin_chain
          and lane.destination_chain = operations.destination_chain
          and lane.step = body -> 'pending' ->> 'step'
      ) as lane,
      before.step, extract(epoch from before.since)::float8 as since, health, reason, detail
    from operations
    left join operation_health as before on before.operation_id = operations.id
    where operations.id = any(${texts(ids)})`);
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    protocol: row.protocol,
    kind: row.kind,
    originChain: row.origin_chain,
    destinationChain: row.destination_chain,
    body: row.body,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
    lane: row.lane ?? {},
    previous:
      row.step === null
        ? null
        : {
            step: row.step,
            since: row.since,
            health: row.health,
            reason: row.reason,
            detail: row.detail,
          },
  }));
}

/** A word of a service that means that an operation is held back. */
export interface HoldState {
  reporter: string;
  protocol: string;
  state: string;
  /** What it means, as a sentence. */
  meaning: string;
}

/** The operations among these that a service says are held back, with what it means. */
export async function loadHolds(
  tx: Queryable,
  operations: readonly Pick<JudgedOperation, 'id'>[],
  states: readonly HoldState[],
): Promise<Map<string, string>> {
  if (operations.length === 0 || states.length === 0) return new Map();
  const { rows } = await tx.execute<{ operation_id: string; meaning: string }>(sql`
    select distinct on (legs.operation_id) legs.operation_id, hold.meaning
    from legs
    join links on links.event_id = legs.event_id and links.kind = 'exact'
    join reports on reports.subject = links.key
    join unnest(
      ${texts(states.map(({ reporter }) => reporter))},
      ${texts(states.map(({ state }) => state))},
      ${texts(states.map(({ meaning }) => meaning))}
    ) as hold (reporter, state, meaning) on hold.reporter = reports.reporter and hold.state = reports.state
    where legs.operation_id = any(${texts(operations.map(({ id }) => id))})
    order by legs.operation_id, hold.reporter`);
  return new Map(rows.map(({ operation_id, meaning }) => [operation_id, meaning]));
}

/**
 * The operations among these of which something was read that could not be folded: a leg that shares an exact link with one of
 * theirs is marked and failed, or in quarantine. A leg is marked by one of its links, which need not be the shared one.
 */
export async function loadUnfolded(
  tx: Queryable,
  operations: readonly Pick<JudgedOperation, 'id'>[],
): Promise<Set<string>> {
  if (operations.length === 0) return new Set();
  const { rows } = await tx.execute<{ id: string }>(sql`
    select asked.id
    from unnest(${texts(operations.map(({ id }) => id))}) as asked (id)
    where (
      exists (select from quarantine) or exists (select from dirty where failures > 0)
    ) and exists (
      select
      from legs
      join links as own on own.event_id = legs.event_id and own.kind = 'exact'
      join links as shared on shared.key = own.key and shared.kind = 'exact'
      join links as marked on marked.event_id = shared.event_id and marked.kind = 'exact'
      where legs.operation_id = asked.id and (
        exists (select from quarantine where quarantine.key = marked.key)
        or marked.key in (select key from dirty where failures > 0)
      )
    )`);
  return new Set(rows.map((row) => row.id));
}
