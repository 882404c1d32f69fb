import { sql } from 'drizzle-orm';
import { bigints, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** Writes what events decode to today, or why they do not. */
export async function renameEvents(
  tx: Queryable,
  events: readonly { id: string; name: string; error: string | null }[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`
    update events
    set name = read.name, error = read.error
    from unnest(
      ${bigints(events.map(({ id }) => id))},
      ${texts(events.map(({ name }) => name))},
      ${texts(events.map(({ error }) => error))}
    ) as read (id, name, error)
    where events.id = read.id and (events.name, events.error) is distinct from (read.name, read.error)`);
}
