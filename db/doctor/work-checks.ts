import { sql } from 'drizzle-orm';
import { integers, texts } from '../arrays.ts';
import { certainRows } from '../certain.ts';
import { readWorld } from '../world.ts';
import { count, sqlCheck, type Check } from './check.ts';

/** How long a mark may wait, in minutes; and how far a chain's clock may be past what an operation waits for. */
const MARK_MINUTES_MAX = 10;
/** How long a chain may be silent: as in `/readyz`. */
const SILENT_SECONDS_MAX = 120;

/** What is under way, and does not get on. */
export const workChecks: Check[] = [
  sqlCheck(
    {
      name: `no mark waits longer than ${MARK_MINUTES_MAX} minutes`,
      meaning: 'Operations are not folded again: what the API shows of them is old.',
      remedy:
        'Start npm run jobs, or add a second one. A mark that failed has its reason in the log of the jobs.',
    },
    sql`
      select key || case when failures > 0 then ', failed ' || failures || ' times' else '' end as example,
        marked_at > now() - ${MARK_MINUTES_MAX} * interval '1 minute' as is_waiting
      from dirty`,
  ),
  {
    name: 'what operations wait for wakes them',
    meaning:
      'A deadline passed, or a lost leg is certainly gone, and nobody folded the operation again.',
    remedy: 'Start npm run jobs; if it runs, look at its log.',
    find: async ({ tx }) => {
      const world = await readWorld(tx);
      return count(
        tx,
        sql`
          with certain as (
            select *
            from ${certainRows(world)}
          ), due as (
            select operation_id, wakes.chain, to_timestamp(certain.time) as passed,
              coalesce(wakes.time, (
                select max(block_time)
                from (
                  select block_time
                  from events
                  where events.chain = wakes.chain and block_number <= wakes.number
                  order by block_number desc
                  limit 1
                ) as below
              )) as since
            from wakes
            join certain using (protocol, chain)
            where wakes.number <= certain.number or wakes.time < to_timestamp(certain.time)
          )
          select operation_id || ' by ' || chain as example,
            -- Marks that are there already come first.
            passed - since < ${MARK_MINUTES_MAX} * interval '1 minute'
              or exists (select from dirty where failures = 0) as is_waiting
          from due`,
      );
    },
  },
  sqlCheck(
    {
      name: 'no incident is open',
      meaning: 'A chain took back what it had called final: nothing above counts as final there.',
      remedy: 'Mend its endpoints, then: npm run incidents -- close <chain id>',
    },
    sql`
      select chain || ' since ' || to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as example,
        false as is_waiting
      from incidents
      where closed_at is null`,
  ),
  sqlCheck(
    {
      name: 'every chain is followed',
      meaning: 'New blocks are not read: operations look as they did when it was seen last.',
      remedy: 'Start npm run indexer, or look at its log and at the endpoints in /v1/chains.',
    },
    sql`
      select name || coalesce(' since ' || to_char(seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ': not seen yet')
          as example,
        seen_at is null as is_waiting
      from chains
      where seen_at is null or seen_at < now() - ${SILENT_SECONDS_MAX} * interval '1 second'`,
  ),
  {
    name: 'operations are folded by the rules of this version',
    meaning: 'Some say what an older version of the rules said, until something happens to them.',
    remedy: 'Run npm run rebuild.',
    find: ({ tx, rules }) =>
      count(
        tx,
        sql`
          select protocol || ': ' || rule_versions.version || ', not ' || code.version as example,
            false as is_waiting
          from rule_versions
          join unnest(
            ${texts([...rules.keys()])},
            ${integers([...rules.values()].map(({ version }) => version))}
          ) as code (protocol, version) using (protocol)
          where rule_versions.version <> code.version`,
      ),
  },
];
