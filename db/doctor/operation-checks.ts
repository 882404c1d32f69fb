import { sql } from 'drizzle-orm';
import { REBUILD_REMEDY, sqlCheck, type Check } from './check.ts';

/** What holds for the rows of operations and their former ids. */
export const operationChecks: Check[] = [
  sqlCheck(
    {
      name: 'every operation has a leg',
      meaning: 'An operation is shown of which nothing was seen, or no longer.',
      remedy: REBUILD_REMEDY,
    },
    sql`
      select id as example, id in (select key from dirty) as is_waiting
      from operations
      where not exists (select from legs where legs.operation_id = operations.id)`,
  ),
  sqlCheck(
    {
      name: "every operation's columns say what its body says",
      meaning: 'Lists and answers contradict one another: somebody wrote into the row by hand.',
      remedy:
        "Copy the values of `body` into the row's columns by hand; the body is what is right.",
    },
    sql`
      select id as example, false as is_waiting
      from operations
      where (id, protocol, kind, status, stage, final::text) is distinct from (
          body ->> 'id', body ->> 'protocol', body ->> 'kind', body ->> 'status', body ->> 'stage',
          body ->> 'final'
        )
        or (origin_chain, destination_chain) is distinct from (
          body -> 'origin' ->> 'chain', body -> 'destination' ->> 'chain'
        )`,
  ),
  sqlCheck(
    {
      name: 'every former id leads to an operation',
      meaning: 'Somebody who knows an operation by that id does not find it any more.',
      remedy:
        'Delete the row from `aliases`; links still lead to the operation where there is one.',
    },
    sql`
      select alias || ' -> ' || aliases.operation_id as example, false as is_waiting
      from aliases
      where not exists (select from operations where operations.id = aliases.operation_id)`,
  ),
  sqlCheck(
    {
      name: 'no id is an operation and a former id at once',
      meaning: 'The two are one operation or two, depending on who is asked.',
      remedy: 'Delete the row from `aliases`: an operation of its own counts.',
    },
    sql`
      select alias as example, false as is_waiting
      from aliases
      join operations on operations.id = aliases.alias`,
  ),
];
