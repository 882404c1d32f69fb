import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

// Who waits for a lock here is served in turn: whoever wants it for itself is not passed by those who share it.

const KNOWLEDGE = 'midflight correlate';
const TRANSITIONS = 'midflight transitions';

/** Whoever folds shares this lock, and takes it before its snapshot: what folds know beside the marks stays as it is. */
export async function holdKnowledge(session: Queryable): Promise<void> {
  await session.execute(sql`
    select pg_advisory_lock_shared(hashtextextended(${KNOWLEDGE}, 0))`);
}

/**
 * Waits until no fold is under way and keeps others from beginning, until the transaction ends: for whoever changes what
 * folds know beside the marks. Otherwise a fold that knows the state of before might be written after, and nobody would
 * tell it.
 */
export async function holdOffFolds(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${KNOWLEDGE}, 0))`);
}

/**
 * Waits for its turn to append transitions, which lasts until the transaction has ended. Whoever reads on from the last
 * `seq` that it saw would otherwise miss a transition with a lower one that is committed later. To be taken right before
 * the last write: whatever comes after it is done by one fold at a time.
 */
export async function awaitTurn(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${TRANSITIONS}, 0))`);
}
