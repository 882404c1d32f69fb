import { sql } from 'drizzle-orm';
import { bigints, integers, texts } from './arrays.ts';
import { dropLegs } from './drop-legs.ts';
import type { Queryable } from './pool.ts';
import { renewLookups } from './renew-lookups.ts';
import { reopenLookups } from './reopen-lookups.ts';
import type { Cause } from './types.ts';
import type { IngestedLog } from './write-logs.ts';

/** A stored event with the leg that it is now; null if it is none. */
export interface RenewedLeg {
  id: string;
  protocol: string;
  leg: IngestedLog['leg'];
  lookups?: IngestedLog['lookups'] | undefined;
}

/**
 * Gives stored events the legs, links and lookups that they were read to be last, and marks every operation that this
 * touches: the one that has the leg now, and those that it leaves.
 */
export async function renewLegs(
  tx: Queryable,
  renewed: readonly RenewedLeg[],
  cause: Cause,
): Promise<void> {
  await renewLookups(tx, renewed);
  const ids = renewed.map(({ id }) => id);
  await reopenLookups(tx, sql`select unnest(${bigints(ids)})`);
  const none = renewed.filter(({ leg }) => leg === null);
  await dropLegs(
    tx,
    none.map(({ id }) => id),
    cause,
  );
  const legs = renewed.flatMap(({ leg, ...event }) => (leg ? [{ ...event, leg }] : []));
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
    set protocol = excluded.protocol, step = excluded.step, role = excluded.role, outcome = excluded.outcome, version = excluded.version,
      about = excluded.about`);
  await renewLinks(tx, legs, cause);
}

/** The links that legs have now; each leg is marked by one of them, and what a former one led to is marked as well. */
async function renewLinks(
  tx: Queryable,
  legs: readonly { id: string; leg: NonNullable<IngestedLog['leg']> }[],
  cause: Cause,
): Promise<void> {
  const links = legs.flatMap(({ id, leg }) => leg.links.map((link) => ({ id, ...link })));
  const exact = new Map(
    links.flatMap(({ id, key, kind }) => (kind === 'exact' ? [[id, key] as const] : [])),
  );
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
    select key, ${JSON.stringify(cause)}::jsonb
    from (
      select key from gone
      union
      select unnest(${texts([...exact.values()])})
    ) as marked (key)`);
  await tx.execute(sql`
    insert into links (key, event_id, kind, rule)
    select key, event_id, kind, rule
    from unnest(
      ${texts(links.map(({ key }) => key))},
      ${bigints(links.map(({ id }) => id))},
      ${texts(links.map(({ kind }) => kind))},
      ${texts(links.map(({ rule }) => rule))}
    ) as link (key, event_id, kind, rule)
    on conflict (key, event_id) do update
    set kind = excluded.kind, rule = excluded.rule
    where (links.kind, links.rule) <> (excluded.kind, excluded.rule)`);
}
