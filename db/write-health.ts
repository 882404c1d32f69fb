import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Baseline, Health, HealthReason } from '../core/health.ts';
import { bigints, texts } from './arrays.ts';
import type { JudgedOperation } from './judged-operations.ts';
import type { Queryable } from './pool.ts';

/** What is thought of an open operation, and when to think again. Times in Unix seconds. */
export interface NewHealth {
  operation: JudgedOperation;
  /** Null where the operation has none. */
  pace: string | null;
  step: string;
  stage: string;
  awaitedChain: ChainId | null;
  since: number;
  verdict: { health: Health; reason: HealthReason | null; detail: string | null };
  eta: { from: number; to: number } | null;
  baseline: Baseline | null;
  /** By our clock. */
  checkAt: number | null;
  isDeferred: boolean;
}

/** Writes verdicts; those of an older version of an operation than the row's are let go. */
export async function writeHealth(
  tx: Queryable,
  all: readonly NewHealth[],
  { now }: { now: number },
): Promise<void> {
  if (all.length === 0) return;
  const rows = all.map(({ operation, verdict, eta, ...row }) => ({
    operation_id: operation.id,
    version: operation.version,
    protocol: operation.protocol,
    kind: operation.kind,
    origin_chain: operation.originChain,
    destination_chain: operation.destinationChain,
    started_at: operation.startedAt,
    updated_at: operation.updatedAt,
    pace: row.pace,
    step: row.step,
    stage: row.stage,
    awaited_chain: row.awaitedChain,
    since: row.since,
    health: verdict.health,
    reason: verdict.reason,
    detail: verdict.detail,
    eta_from: eta?.from ?? null,
    eta_to: eta?.to ?? null,
    baseline: row.baseline,
    check_at: row.checkAt,
    deferred: row.isDeferred,
  }));
  await tx.execute(sql`
    insert into operation_health (
      operation_id, version, protocol, kind, origin_chain, destination_chain, started_at, updated_at, pace, step, stage,
      awaited_chain, since, health, reason, detail, health_since, eta_from, eta_to, baseline, check_at, deferred
    )
    select operation_id, version, protocol, kind, origin_chain, destination_chain, started_at, updated_at, pace, step, stage,
      awaited_chain, to_timestamp(since), health, reason, detail, to_timestamp(${now}), to_timestamp(eta_from), to_timestamp(eta_to),
      baseline, to_timestamp(check_at), deferred
    from json_to_recordset(${JSON.stringify(rows)}::json) as row (
      operation_id text, version int, protocol text, kind text, origin_chain text, destination_chain text,
      started_at timestamptz, updated_at timestamptz, pace text, step text, stage text, awaited_chain text, since float8,
      health text, reason text, detail text, eta_from float8, eta_to float8, baseline jsonb, check_at float8,
      deferred boolean
    )
    on conflict (operation_id) do update
    set version = excluded.version, kind = excluded.kind, origin_chain = excluded.origin_chain,
      destination_chain = excluded.destination_chain, started_at = excluded.started_at,
      updated_at = excluded.updated_at, pace = excluded.pace, step = excluded.step, stage = excluded.stage,
      awaited_chain = excluded.awaited_chain, since = excluded.since, reason = excluded.reason,
      detail = excluded.detail, eta_from = excluded.eta_from, eta_to = excluded.eta_to,
      baseline = excluded.baseline, check_at = excluded.check_at, deferred = excluded.deferred,
      health = excluded.health,
      health_since = case
        when (operation_health.health, operation_health.reason, operation_health.step, operation_health.since)
          is not distinct from (excluded.health, excluded.reason, excluded.step, excluded.since)
        then operation_health.health_since
        else excluded.health_since
      end
    where operation_health.version <= excluded.version`);
}

/** Forgets what was thought of operations that are over, or are none any more. */
export async function dropHealth(tx: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`delete from operation_health where operation_id = any(${texts(ids)})`);
}

/**
 * Has operations judged again at once, of which something has just gone to quarantine. Those that are being judged are passed by:
 * who judges them may wait for what the caller has locked.
 */
export async function judgeSoon(tx: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    update operation_health
    set check_at = to_timestamp(0)
    where operation_id in (
      select operation_id from operation_health where operation_id = any(${texts(ids)}) for update skip locked
    )`);
}

/** Takes operations that are to be judged again now, until the transaction is over; those that others have are passed by. */
export async function claimDue(
  tx: Queryable,
  { now, limit }: { now: number; limit: number },
): Promise<string[]> {
  const { rows } = await tx.execute<{ operation_id: string }>(sql`
    select operation_id
    from operation_health
    where check_at <= to_timestamp(${now})
    order by check_at
    limit ${limit}
    for update skip locked`);
  return rows.map(({ operation_id }) => operation_id);
}

/**
 * Has those judged now that were put off because their chain had not been read far enough.
 *
 * @param chains the chains that are, for each protocol: for waits that began after a chain time (Unix seconds), or for all
 * @returns how many
 */
export async function recallDeferred(
  db: Queryable,
  chains: readonly { protocol: string; chain: ChainId; after: number | null }[],
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const { rowCount } = await db.execute(sql`
    update operation_health
    set check_at = to_timestamp(${now}), deferred = false
    where operation_id = any(array(
      select waiting.operation_id
      from unnest(
        ${texts(chains.map(({ protocol }) => protocol))},
        ${texts(chains.map(({ chain }) => chain))},
        ${bigints(chains.map(({ after }) => (after === null ? null : BigInt(Math.ceil(after)))))}
      ) as read (protocol, chain, after)
      cross join lateral (
        select operation_id
        from operation_health
        where operation_health.protocol = read.protocol and awaited_chain = read.chain and deferred
          and since > coalesce(to_timestamp(read.after), '-infinity')
          and (read.after is null or stage <> 'awaiting_origin')
        limit ${limit}
        for update skip locked
      ) as waiting
      limit ${limit}
    ))`);
  return rowCount ?? 0;
}
