import { sql } from 'drizzle-orm';
import { texts } from '../arrays.ts';
import { count, REBUILD_REMEDY, sqlCheck, type Check } from './check.ts';

/** What holds for legs and links: each has its event, and is in an operation or on its way into one. */
export const legChecks: Check[] = [
  sqlCheck(
    {
      name: 'every leg has its event',
      meaning: 'Rows of `events` were deleted, which Midflight never does.',
      remedy: 'Restore the table from a backup, or index the chain anew in an empty database.',
    },
    sql`
      select 'leg of event ' || event_id as example, false as is_waiting
      from legs
      where not exists (select from events where events.id = legs.event_id)`,
  ),
  sqlCheck(
    {
      name: 'every link has its leg',
      meaning: 'A link leads to nothing: operations may be looked for in vain.',
      remedy: REBUILD_REMEDY,
    },
    sql`
      select 'link ' || key || ' of event ' || event_id as example, false as is_waiting
      from links
      where not exists (select from legs where legs.event_id = links.event_id)`,
  ),
  sqlCheck(
    {
      name: 'every leg has a link of its operation alone',
      meaning: 'Nothing leads to such a leg: it is in no operation, or never folded again.',
      remedy: REBUILD_REMEDY,
    },
    sql`
      select step || ' of event ' || event_id as example, false as is_waiting
      from legs
      where not exists (
        select from links where links.event_id = legs.event_id and links.kind = 'exact'
      )`,
  ),
  {
    name: 'every leg is in an operation',
    meaning: 'A leg was stored and never folded: its operation does not show it, or is not there.',
    remedy: REBUILD_REMEDY,
    find: ({ tx, rules }) =>
      count(
        tx,
        sql`
          select step || ' of event ' || event_id as example,
            exists (
              select
              from links
              where links.event_id = legs.event_id
                and (
                  key in (select key from dirty)
                  or key in (select key from quarantine)
                )
            ) as is_waiting
          from legs
          where protocol = any(${texts([...rules.keys()])})
            and not exists (select from operations where operations.id = legs.operation_id)`,
      ),
  },
];
