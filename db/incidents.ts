import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { bell } from './dirty.ts';
import { markBlocks } from './heads.ts';
import type { Database, Queryable } from './pool.ts';

/** Something that should not have been, and that a person must look at. */
export interface Incident {
  id: string;
  chain: ChainId;
  kind: 'finality_violation';
  /** The highest block that the chain kept: nothing above it counts as finalized while the incident is open. */
  ancestor: bigint;
  /** What the chain had said to be final. */
  finalized: bigint;
  openedAt: Date;
}

/** The incidents that are open, the oldest first. */
export async function openIncidents(db: Queryable): Promise<Incident[]> {
  const { rows } = await db.execute<{
    id: string;
    chain: ChainId;
    kind: Incident['kind'];
    ancestor: string;
    finalized: string;
    opened_at: string;
  }>(sql`
    select id, chain, kind, ancestor_number as ancestor, finalized_number as finalized, opened_at
    from incidents
    where closed_at is null
    order by id`);
  return rows.map(({ id, chain, kind, ancestor, finalized, opened_at }) => ({
    id,
    chain,
    kind,
    ancestor: BigInt(ancestor),
    finalized: BigInt(finalized),
    openedAt: new Date(opened_at),
  }));
}

/**
 * Closes a chain's open incidents: a person has seen that its nodes are right again. What they withheld counts as
 * finalized from now on.
 *
 * @returns how many there were
 */
export async function closeIncidents(db: Database, chain: ChainId): Promise<number> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ ancestor: string; finalized: string | null }>(sql`
      update incidents
      set closed_at = now()
      from chains
      where incidents.chain = ${chain} and closed_at is null and chains.id = incidents.chain
      returning ancestor_number as ancestor, chains.finalized_number as finalized`);
    for (const { ancestor, finalized } of rows) {
      await markBlocks(tx, chain, { after: ancestor, upTo: finalized });
    }
    if (rows.length > 0) await bell(tx);
    return rows.length;
  });
}
