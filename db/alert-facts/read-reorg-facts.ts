import { sql } from 'drizzle-orm';
import type { ReorgFacts } from '../../core/alerts/rules/deep-reorg.ts';
import type { ChainId } from '../../core/chain.ts';
import type { Queryable } from '../pool.ts';

/** Of each chain that is read, the newest reorgs that are looked at: more than that in one window are no news. */
const REORGS_MAX = 1_000;

/** The reorgs of each chain since a time, and whether an incident is open there; chains without either are left out. */
export async function readReorgFacts(db: Queryable, since: Date): Promise<ReorgFacts[]> {
  const { rows } = await db.execute<{
    chain: ChainId;
    name: string;
    count: number;
    deepest: number;
    ancestor: string;
    is_violated: boolean;
  }>(sql`
    select chains.id as chain, chains.name, coalesce(recent.count, 0)::int as count,
      greatest(coalesce(recent.deepest, 0), coalesce(incident.depth, 0)) as deepest,
      least(recent.ancestor, incident.ancestor)::text as ancestor,
      incident.ancestor is not null as is_violated
    from chains
    left join lateral (
      select count(*) as count, max(depth) as deepest, min(ancestor_number) as ancestor
      from (
        select depth, ancestor_number, detected_at
        from reorgs
        where reorgs.chain = chains.id
        order by id desc
        limit ${REORGS_MAX}
      ) as newest
      where detected_at > ${since.toISOString()}
    ) as recent on true
    left join lateral (
      select max(reorgs.depth) as depth, min(incidents.ancestor_number) as ancestor
      from incidents
      join reorgs on reorgs.id = incidents.reorg_id
      where incidents.chain = chains.id and closed_at is null
    ) as incident on true
    where recent.count > 0 or incident.ancestor is not null
    order by chains.id`);
  return rows.map(({ is_violated, ...row }) => ({ ...row, isFinalityViolated: is_violated }));
}
