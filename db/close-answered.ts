import { sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Lookup } from '../core/lookup.ts';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** Names lookups: condition on rows of `lookups`. */
export function areLookups(chain: ChainId, lookups: readonly Lookup[]): SQL {
  return sql`lookups.chain = ${chain} and (lookups.key, lookups.step) in (
    select *
    from unnest(${texts(lookups.map(({ key }) => key))}, ${texts(lookups.map(({ step }) => step))})
  )`;
}

/** The transaction of an event that only shows a lookup's view: see `RawLog`. Of a row of `lookups`. */
export const stateOfLookup = sql`
  'state:' || lower(lookups.body #>> '{view,to}') || ':' || lower(lookups.body #>> '{view,data}')`;

/**
 * Closes those of these lookups that a canonical leg answers, whether it came of a question or of a log: the leg that is
 * awaited, or whatever leg their view is.
 *
 * @returns those that are open still; nobody else answers them until the transaction ends
 */
export async function closeAnswered(
  tx: Queryable,
  chain: ChainId,
  lookups: readonly Lookup[],
): Promise<Lookup[]> {
  if (lookups.length === 0) return [];
  // Locked first: whoever takes an answer back at this moment opens its lookup before or after, and is seen if before.
  await tx.execute(sql`
    select
    from lookups
    where ${areLookups(chain, lookups)} and not done
    order by key, step, event_id
    for update`);
  await tx.execute(sql`
    update lookups
    set done = true
    where ${areLookups(chain, lookups)} and not done
      and (
        exists (
          select
          from links
          join legs on legs.event_id = links.event_id
          join events on events.id = links.event_id
          where links.key = lookups.key and legs.step = lookups.step
            and events.chain = lookups.chain and events.canonical
        )
        or exists (
          select
          from events
          join legs on legs.event_id = events.id
          where events.transaction = ${stateOfLookup}
            and events.chain = lookups.chain and events.canonical and events.asked
        )
      )`);
  const { rows } = await tx.execute<{ key: string; step: string }>(sql`
    select key, step
    from lookups
    where ${areLookups(chain, lookups)} and not done and next_at is not null`);
  const open = new Set(rows.map(({ key, step }) => `${key} ${step}`));
  return lookups.filter(({ key, step }) => open.has(`${key} ${step}`));
}
