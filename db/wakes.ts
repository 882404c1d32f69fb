import { sql } from 'drizzle-orm';
import type { Wake } from '../core/wakes.ts';
import type { World } from '../core/world.ts';
import { bigints, texts } from './arrays.ts';
import { certainRows } from './certain.ts';
import type { Queryable } from './pool.ts';

/** Writes what operations wait for; `operationIds` are all that were folded, those that wait for nothing included. */
export async function writeWakes(
  tx: Queryable,
  operationIds: readonly string[],
  wakes: readonly { operationId: string; wake: Wake }[],
): Promise<void> {
  await tx.execute(sql`delete from wakes where operation_id = any(${texts(operationIds)})`);
  if (wakes.length === 0) return;
  await tx.execute(sql`
    insert into wakes (operation_id, protocol, chain, number, time)
    select operation_id, protocol, chain, number, to_timestamp(time)
    from unnest(
      ${texts(wakes.map(({ operationId }) => operationId))},
      ${texts(wakes.map(({ wake }) => wake.protocol))},
      ${texts(wakes.map(({ wake }) => wake.chain))},
      ${bigints(wakes.map(({ wake }) => ('number' in wake ? wake.number : null)))},
      ${bigints(wakes.map(({ wake }) => ('time' in wake ? BigInt(wake.time) : null)))}
    ) as wake (operation_id, protocol, chain, number, time)`);
}

/** How many are marked at once for each protocol, chain and sort of wait: after a long pause, many are due. */
const DUE_MAX = 1_000;

/**
 * Marks the operations dirty whose wait is over. Each is marked once: what it waits for then, its next fold says. The cost
 * is that of the operations that are due, however many wait. Those that are being folded are passed by: their fold writes
 * anew what they wait for.
 *
 * @returns how many were marked; if any was, there may be more
 */
export async function markDue(db: Queryable, world: World): Promise<number> {
  const { rowCount } = await db.execute(sql`
    with certain as (
      select *
      from ${certainRows(world)}
    ), due as (
      delete from wakes
      where ctid = any(array(
        select place
        from certain
        cross join lateral (
          select place
          from (
            select ctid as place
            from wakes
            where wakes.protocol = certain.protocol and wakes.chain = certain.chain
              and wakes.number <= certain.number
            order by wakes.number
            limit ${DUE_MAX}
            for update skip locked
          ) as by_number
          union all
          select place
          from (
            select ctid as place
            from wakes
            where wakes.protocol = certain.protocol and wakes.chain = certain.chain
              and wakes.time < to_timestamp(certain.time)
            order by wakes.time
            limit ${DUE_MAX}
            for update skip locked
          ) as by_time
        ) as due
      ))
      returning wakes.operation_id, wakes.chain, wakes.time is null as is_height
    )
    insert into dirty (key, cause)
    select distinct operation_id,
      jsonb_build_object('type', case when is_height then 'head' else 'deadline' end, 'chain', chain)
    from due`);
  return rowCount ?? 0;
}
