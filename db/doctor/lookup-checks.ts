import { sql } from 'drizzle-orm';
import { sqlCheck, type Check } from './check.ts';

/** What holds between lookups and the events that answer them. */
export const lookupChecks: Check[] = [
  sqlCheck(
    {
      name: 'every lookup that is closed is answered',
      meaning: 'Something is asked for no more, though no leg shows that it happened.',
      remedy:
        'Run `update lookups set done = false, next_at = now()` in Postgres: those that are answered are closed again without a question.',
    },
    sql`
      select step || ' of ' || key || ' on ' || chain as example, false as is_waiting
      from lookups
      where done
        and not exists (
          select
          from links
          join legs on legs.event_id = links.event_id
          join events on events.id = links.event_id
          where links.key = lookups.key and legs.step = lookups.step
            and events.chain = lookups.chain and events.canonical
        )`,
  ),
  sqlCheck(
    {
      name: 'every answer has its lookup',
      meaning: 'A leg is shown that no log shows and nobody asked for: it rests on nothing.',
      remedy:
        'Find out who deleted rows from `lookups`, and run npm run rebuild, which asks again what legs ask.',
    },
    sql`
      select events.chain || ' event ' || events.id as example, false as is_waiting
      from events
      join legs on legs.event_id = events.id
      where events.asked and events.canonical
        and not exists (
          select
          from lookups
          join links on links.key = lookups.key and links.event_id = events.id
          where lookups.step = legs.step and lookups.chain = events.chain
        )`,
  ),
];
