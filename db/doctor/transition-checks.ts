import { sql } from 'drizzle-orm';
import { rankOf, statuses } from '../../core/status.ts';
import { integers, texts } from '../arrays.ts';
import { sqlCheck, type Check } from './check.ts';

const MEANING = 'The history of an operation does not tell how it came to be what it is.';
const REMEDY =
  'The log of transitions is only appended to, and cannot be made anew. Find out who wrote into it; report it if nobody did.';

/** What holds for the log of transitions: it is a whole, it ends in the row, and nothing falls without a reason. */
export const transitionChecks: Check[] = [
  sqlCheck(
    {
      name: "every operation is what its last transition says, and has that one's version",
      meaning: MEANING,
      remedy: REMEDY,
    },
    sql`
      select id || ': version ' || operations.version as example, false as is_waiting
      from operations
      left join lateral (
        select version, to_status, to_stage, final
        from transitions
        where transitions.operation_id = operations.id
        order by version desc
        limit 1
      ) as last on true
      where (last.version, last.to_status, last.to_stage, last.final)
        is distinct from (operations.version, operations.status, operations.stage, operations.final)`,
  ),
  sqlCheck(
    {
      name: 'every transition begins where the one before it ended',
      meaning: MEANING,
      remedy: REMEDY,
    },
    sql`
      select operation_id || ': version ' || version as example, false as is_waiting
      from (
        select operation_id, version, from_status, from_stage, cause,
          lag(version) over own as before,
          lag(to_status) over own as status,
          lag(to_stage) over own as stage
        from transitions
        window own as (partition by operation_id order by seq)
      ) as step
      where before is not null
        and (
          version <= before
          -- A rebuild begins at the row, which may be what it mended.
          or ((from_status, from_stage) is distinct from (status, stage) and cause ->> 'type' <> 'rebuild')
        )`,
  ),
  sqlCheck(
    {
      name: 'versions count from one without a gap',
      meaning: `${MEANING} A version is missing that no other operation brought with it when two became one.`,
      remedy: REMEDY,
    },
    sql`
      with gap as (
        select operation_id, version
        from (
          select operation_id, version,
            lag(version, 1, 0) over (partition by operation_id order by seq) as before
          from transitions
        ) as step
        where version > before + 1 and operation_id in (select id from operations)
      )
      select operation_id || ': version ' || version as example, false as is_waiting
      from gap
      where not exists (
        select
        from transitions as inherited
        where inherited.version = gap.version - 1
          and inherited.operation_id in (
            select alias from aliases where aliases.operation_id = gap.operation_id
            union
            -- Two that were one for a time are told by what they share.
            select other.operation_id
            from legs
            join links on links.event_id = legs.event_id
            join links as shared on shared.key = links.key
            join legs as other on other.event_id = shared.event_id
            where legs.operation_id = gap.operation_id
          )
      )`,
  ),
  sqlCheck(
    {
      name: 'no operation fell back without a reason',
      meaning:
        'What was said to be further along was taken back, though no reorg, new coverage, rebuild or person explains it.',
      remedy: 'Look at its history; report it, because a rule seems to be wrong.',
    },
    sql`
      with ranks as (
        select *
        from unnest(${texts(statuses)}, ${integers(statuses.map(rankOf))}) as rank (status, rank)
      )
      select operation_id || ': ' || from_status || ' -> ' || to_status || ' by ' || (cause ->> 'type')
          as example,
        false as is_waiting
      from transitions
      join ranks as was on was.status = from_status
      join ranks as now on now.status = to_status
      where now.rank < was.rank
        and cause ->> 'type' not in ('reorg', 'coverage', 'rebuild', 'operator')
        -- What was given up came after all; what stood for it is gone.
        and from_status <> 'reverted' and from_stage <> 'superseded'
        -- A leg was taken back, or dealt out to another operation that looks the same.
        and not exists (
          select
          from jsonb_array_elements(changes) as change
          where change -> 'to' = 'null' or change ->> 'to' in ('orphaned', 'missing')
        )
        -- Its origin's chain came into sight, so that its origin is required, and not firm or not seen yet.
        and not (to_status = 'pending' and not exists (
          select
          from transitions as before, jsonb_array_elements(before.changes) as change
          where before.operation_id = transitions.operation_id and before.seq < transitions.seq
            and change ->> 'step' = (
              select body -> 'legs' -> 0 ->> 'step'
              from operations
              where operations.id = transitions.operation_id
            )
        ))
        and not exists (
          select
          from operations
          where operations.id = transitions.operation_id
            and jsonb_array_length(coalesce(body -> 'specGaps', '[]')) > 0
        )`,
  ),
];
