import { sql } from 'drizzle-orm';
import type { Lookup } from '../core/lookup.ts';
import { bigints, texts } from './arrays.ts';
import { distinctLookups } from './distinct-lookups.ts';
import type { Queryable } from './pool.ts';

/**
 * Gives stored events the lookups that they were read to ask last. Those that they ask no more go, unless they are answered:
 * an answer stays explained.
 */
export async function renewLookups(
  tx: Queryable,
  renewed: readonly { id: string; lookups?: readonly Lookup[] | undefined }[],
): Promise<void> {
  const rows = renewed.flatMap(({ id, lookups = [] }) =>
    distinctLookups(lookups).map((lookup) => ({ id, lookup })),
  );
  const keys = texts(rows.map(({ lookup }) => lookup.key));
  const steps = texts(rows.map(({ lookup }) => lookup.step));
  const chains = texts(rows.map(({ lookup }) => lookup.chain));
  const ids = bigints(rows.map(({ id }) => id));
  await tx.execute(sql`
    delete from lookups
    where event_id = any(${bigints(renewed.map(({ id }) => id))})
      and not done
      and (key, step, chain, event_id) not in (
        select * from unnest(${keys}, ${steps}, ${chains}, ${ids})
      )`);
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into lookups (key, step, chain, event_id, body, next_at)
    select key, step, asked.chain, event_id, body::jsonb, case when events.canonical then now() end
    from unnest(
      ${keys},
      ${steps},
      ${chains},
      ${ids},
      ${texts(rows.map(({ lookup }) => JSON.stringify(lookup)))}
    ) as asked (key, step, chain, event_id, body)
    join events on events.id = asked.event_id
    on conflict (key, step, chain, event_id) do update
    set body = excluded.body
    where lookups.body <> excluded.body`);
}
