import { eq, sql } from 'drizzle-orm';
import type { FlagRule } from '../../core/alerts/rules/operation-flagged.ts';
import type { Queryable } from '../pool.ts';
import { followers } from '../schema.ts';

/** Transitions that one call looks at. */
const LOOKED_AT_MAX = 2_000;

/**
 * Looks at the operations that have changed since it was last called for the rule, in the caller's transaction, and writes down
 * which of them are flagged now. An operation whose id lost to another one is flagged under the present id alone.
 *
 * @returns whether there may be more
 */
export async function markFlags(tx: Queryable, rule: FlagRule): Promise<boolean> {
  const name = `alerts ${rule}`;
  await tx.execute(sql`
    insert into followers (name, seq) values (${name}, 0) on conflict (name) do nothing`);
  const { rows } = await tx.execute<{
    last: string | null;
    count: number;
    ids: string[] | null;
  }>(sql`
    select max(seq)::text as last, count(*)::int as count, array_agg(distinct operation_id) as ids
    from (
      select seq, operation_id
      from transitions
      where seq > (select seq from followers where name = ${name} for update)
      order by seq
      limit ${LOOKED_AT_MAX}
    ) as page`);
  const [page] = rows;
  if (!page?.ids || page.last === null) return false;
  const flags = rule === 'conflict' ? 'conflicts' : 'specGaps';
  const ids = sql`${sql.param(page.ids)}::text[]`;
  await tx.execute(sql`
    delete from alert_marks
    where rule = ${rule} and operation_id = any(${ids}) and not exists (
      select
      from operations
      where id = operation_id and jsonb_array_length(body -> ${flags}) > 0
    )`);
  await tx.execute(sql`
    insert into alert_marks (rule, operation_id, protocol, origin_chain, destination_chain, flags, since)
    select ${rule}, id, protocol, origin_chain, destination_chain,
      array(select jsonb_array_elements_text(body -> ${flags})), now()
    from operations
    where id in (
      select coalesce(aliases.operation_id, told.id)
      from unnest(${ids}) as told (id)
      left join aliases on alias = told.id
    ) and jsonb_array_length(body -> ${flags}) > 0
    on conflict (rule, operation_id) do update
    set flags = excluded.flags, protocol = excluded.protocol, origin_chain = excluded.origin_chain,
      destination_chain = excluded.destination_chain,
      -- What was closed is news again once something else is wrong with it.
      closed = alert_marks.closed and alert_marks.flags @> excluded.flags`);
  await tx
    .update(followers)
    .set({ seq: BigInt(page.last) })
    .where(eq(followers.name, name));
  return page.count === LOOKED_AT_MAX;
}
