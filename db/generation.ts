import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import type { Queryable } from './pool.ts';

/**
 * Makes sure that what was read is still wanted: that no other process has taken the chain over since, and that nothing
 * was rolled back. Holds both off until the transaction ends; readers of other ranges, and the head, go on beside it.
 *
 * @throws MidflightError `reading_outdated`, transient: the range is to be read again
 */
export async function holdGeneration(
  tx: Queryable,
  chain: ChainId,
  generation: bigint,
): Promise<void> {
  const { rows } = await tx.execute<{ generation: string }>(sql`
    select generation from chains where id = ${chain} for key share`);
  if (rows[0] && BigInt(rows[0].generation) === generation) return;
  throw new MidflightError({
    code: 'reading_outdated',
    message: `${chain} was rolled back, or taken over by another process, while it was read.`,
    recovery: 'Nothing is to be done: the range is read again.',
    isTransient: true,
  });
}

/** Ends the current generation, in the transaction of what makes it end, and gives the next; waits for whoever holds it. */
export async function endGeneration(tx: Queryable, chain: ChainId): Promise<bigint> {
  // Stronger than what an update takes by itself, which would let holders go on.
  await tx.execute(sql`select from chains where id = ${chain} for update`);
  const { rows } = await tx.execute<{ generation: string }>(sql`
    update chains set generation = generation + 1 where id = ${chain} returning generation`);
  return BigInt(rows[0]?.generation ?? 0);
}
