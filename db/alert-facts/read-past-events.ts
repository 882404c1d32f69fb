import { sql } from 'drizzle-orm';
import type { FlagRule } from '../../core/alerts/rules/operation-flagged.ts';
import type { ChainId } from '../../core/chain.ts';
import type { Queryable } from '../pool.ts';
import { seqBefore, seqThrough } from '../seq-at.ts';

/** A time that is looked back at. */
export interface Past {
  from: Date;
  to: Date;
}

const within = (column: string, { from, to }: Past) =>
  sql`${sql.raw(column)} >= ${from.toISOString()}::timestamptz and ${sql.raw(column)} < ${to.toISOString()}::timestamptz`;

/** Operations that are flagged now and have changed within a time, with the first change of it. */
export async function readPastFlags(db: Queryable, rule: FlagRule, past: Past) {
  const flags = rule === 'conflict' ? 'conflicts' : 'specGaps';
  // The log has no index by time, and needs none.
  const after = await seqBefore(db, past.from);
  const through = await seqThrough(db, past.to);
  const { rows } = await db.execute<{
    id: string;
    protocol: string;
    origin: ChainId | null;
    destination: ChainId | null;
    flags: string[];
    at: string;
  }>(sql`
    select id, protocol, origin_chain as origin, destination_chain as destination,
      array(select jsonb_array_elements_text(body -> ${flags})) as flags, min(observed_at) as at
    from transitions
    join operations on operations.id = operation_id
    where seq > ${after.toString()}::bigint and seq <= ${through.toString()}::bigint
      and ${within('observed_at', past)} and jsonb_array_length(body -> ${flags}) > 0
    group by operations.id`);
  return rows.map(({ at, ...row }) => ({ ...row, at: new Date(at) }));
}

/** Reorgs that were noticed within a time. */
export async function readPastReorgs(db: Queryable, past: Past) {
  const { rows } = await db.execute<{
    chain: ChainId;
    name: string;
    depth: number;
    at: string;
  }>(sql`
    select chain, coalesce(name, chain) as name, depth, detected_at as at
    from reorgs
    left join chains on chains.id = chain
    where ${within('detected_at', past)}
    order by reorgs.id`);
  return rows.map(({ at, ...row }) => ({ ...row, at: new Date(at) }));
}

/** When deliveries to each webhook were given up first within a time. */
export async function readPastDeadLetters(db: Queryable, past: Past) {
  const { rows } = await db.execute<{ id: string; dead: number; at: string }>(sql`
    select webhook_id as id, count(*)::int as dead, min(settled_at) as at
    from webhook_deliveries
    where state = 'dead' and seq is not null and ${within('settled_at', past)}
    group by webhook_id`);
  return rows.map(({ at, ...row }) => ({ ...row, at: new Date(at) }));
}
