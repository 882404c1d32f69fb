import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { bigints, integers, texts } from './arrays.ts';
import { markLegs } from './mark-legs.ts';
import type { Queryable } from './pool.ts';
import type { IdentifiedLog, IngestedLog } from './write-logs.ts';

/**
 * Writes logs again whose events are stored: they are canonical once more, and their legs and links take the form that
 * they were read in last.
 */
export async function renewLogs(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IdentifiedLog[],
): Promise<void> {
  if (logs.length === 0) return;
  await tx.execute(sql`
    update events
    set canonical = true, orphaned_at = null, name = read.name, error = read.error,
      topic1 = read.topic1, topic2 = read.topic2, topic3 = read.topic3, data = decode(substr(read.data, 3), 'hex'), ordinal = read.ordinal,
      receipt_index = coalesce(read.receipt_index, events.receipt_index)
    from unnest(
      ${bigints(logs.map(({ id }) => id))},
      ${texts(logs.map(({ name }) => name))},
      ${texts(logs.map(({ error }) => error))},
      ${integers(logs.map(({ log }) => log.receiptIndex))},
      ${texts(logs.map(({ log }) => log.topics[1] ?? null))},
      ${texts(logs.map(({ log }) => log.topics[2] ?? null))},
      ${texts(logs.map(({ log }) => log.topics[3] ?? null))},
      ${texts(logs.map(({ log }) => log.data))},
      ${integers(logs.map(({ log }) => log.ordinal))}
    ) as read (id, name, error, receipt_index, topic1, topic2, topic3, data, ordinal)
    where events.id = read.id`);
  const legs = logs.flatMap(({ id, protocol, leg }) => (leg ? [{ id, protocol, leg }] : []));
  if (legs.length === 0) return;
  await tx.execute(sql`
    insert into legs (event_id, protocol, step, role, outcome, version, about)
    select event_id, protocol, step, role, outcome, version, about::jsonb
    from unnest(
      ${bigints(legs.map(({ id }) => id))},
      ${texts(legs.map(({ protocol }) => protocol))},
      ${texts(legs.map(({ leg }) => leg.step))},
      ${texts(legs.map(({ leg }) => leg.role))},
      ${texts(legs.map(({ leg }) => leg.outcome))},
      ${integers(legs.map(({ leg }) => leg.version))},
      ${texts(legs.map(({ leg }) => JSON.stringify(leg.about)))}
    ) as leg (event_id, protocol, step, role, outcome, version, about)
    on conflict (event_id) do update
    set step = excluded.step, role = excluded.role, outcome = excluded.outcome, version = excluded.version,
      about = excluded.about`);
  await renewLinks(tx, chain, legs);
  await markLegs(tx, chain, legs);
}

async function renewLinks(
  tx: Queryable,
  chain: ChainId,
  legs: readonly { id: string; leg: NonNullable<IngestedLog['leg']> }[],
) {
  const links = legs.flatMap(({ id, leg }) => leg.links.map((link) => ({ id, ...link })));
  // Read again, by a newer version of its protocol say, a leg may have other links than before.
  await tx.execute(sql`
    with gone as (
      delete from links
      where event_id = any(${bigints(legs.map(({ id }) => id))})
        and (key, event_id) not in (
          select *
          from unnest(${texts(links.map(({ key }) => key))}, ${bigints(links.map(({ id }) => id))})
        )
      returning key
    )
    insert into dirty (key, cause)
    select distinct key, ${JSON.stringify({ type: 'event', chain })}::jsonb
    from gone`);
  await tx.execute(sql`
    insert into links (key, event_id, kind, rule)
    select key, event_id, kind, rule
    from unnest(
      ${texts(links.map(({ key }) => key))},
      ${bigints(links.map(({ id }) => id))},
      ${texts(links.map(({ kind }) => kind))},
      ${texts(links.map(({ rule }) => rule))}
    ) as link (key, event_id, kind, rule)
    on conflict (key, event_id) do nothing`);
}
