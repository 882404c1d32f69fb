import { eq, sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { reportRounds } from './schema.ts';

const after = (ms: number) => sql`now() + ${ms}::float8 * interval '1 millisecond'`;

/**
 * Takes a reporter's next round, so that over all processes one round of it is under way. Whoever dies in it loses it when
 * the lease is over.
 *
 * @returns how many rounds in a row were of no use; null if it is not time, or somebody else has it
 */
export async function claimRound(
  db: Queryable,
  { reporter, leaseMs }: { reporter: string; leaseMs: number },
): Promise<number | null> {
  const [claimed] = await db
    .insert(reportRounds)
    .values({ reporter, nextAt: after(leaseMs) })
    .onConflictDoUpdate({
      target: reportRounds.reporter,
      set: { nextAt: after(leaseMs) },
      setWhere: sql`${reportRounds.nextAt} <= now()`,
    })
    .returning({ failures: reportRounds.failures });
  return claimed?.failures ?? null;
}

/** Gives the round back; the next one may begin after the pause. */
export async function endRound(
  db: Queryable,
  { reporter, failures, pauseMs }: { reporter: string; failures: number; pauseMs: number },
): Promise<void> {
  await db
    .update(reportRounds)
    .set({ failures, nextAt: after(pauseMs) })
    .where(eq(reportRounds.reporter, reporter));
}

/** A leg in the chain, of an operation that has changed. */
export interface ChangedLeg {
  operationId: string;
  status: string;
  step: string;
  transaction: string;
  blockTime: Date;
  /** Its exact links. */
  links: string[];
}

/**
 * The legs of the protocol's operations that have changed since this was last called for the reporter, in the order of
 * their blocks. To be called in the transaction that acts on them.
 *
 * @returns also whether there may be more
 */
export async function nextChanged(
  tx: Queryable,
  { reporter, protocol, limit }: { reporter: string; protocol: string; limit: number },
): Promise<{ legs: ChangedLeg[]; hasMore: boolean }> {
  const { rows: page } = await tx.execute<{ seq: string; operation_id: string }>(sql`
    select seq, operation_id
    from transitions
    where seq > (select seq from report_rounds where reporter = ${reporter} for update)
    order by seq
    limit ${limit}`);
  const last = page.at(-1);
  if (!last) return { legs: [], hasMore: false };
  await tx
    .update(reportRounds)
    .set({ seq: BigInt(last.seq) })
    .where(eq(reportRounds.reporter, reporter));
  const ids = [...new Set(page.map(({ operation_id }) => operation_id))];
  const { rows } = await tx.execute<{
    operation_id: string;
    status: string;
    step: string;
    transaction: string;
    block_time: string;
    links: string[];
  }>(sql`
    select operations.id as operation_id, operations.status, legs.step, events.transaction,
      events.block_time, array_agg(links.key order by links.key) as links
    from operations
    join legs on legs.operation_id = operations.id
    join events on events.id = legs.event_id and events.canonical
    join links on links.event_id = legs.event_id and links.kind = 'exact'
    where operations.id = any(${texts(ids)}) and operations.protocol = ${protocol}
    group by operations.id, legs.event_id, events.id
    order by events.block_time, events.id`);
  return {
    legs: rows.map(({ operation_id, block_time, ...row }) => ({
      ...row,
      operationId: operation_id,
      blockTime: new Date(block_time),
    })),
    hasMore: page.length === limit,
  };
}
