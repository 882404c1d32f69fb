import { sql } from 'drizzle-orm';
import { paceOf } from '../../core/pace-of.ts';
import { stageTimesOf } from '../../core/stage-times.ts';
import { isTerminal, statuses } from '../../core/status.ts';
import { texts } from '../arrays.ts';
import type { StoredOperation } from '../types.ts';
import { EXAMPLES_MAX, sqlCheck, type Check, type Finding } from './check.ts';
import { operationPages } from './operation-pages.ts';

/** Makes everything anew that follows the log. */
const REMEDY =
  "Run delete from followers where name = 'health' on the database: the jobs follow the log again, and write all of it anew.";

/** The operation's last version was followed. */
const isFollowed = sql`(
  select max(seq) from transitions where transitions.operation_id = operations.id
) <= (select seq from followers where name = 'health')`;

/** What follows or judges may be so far behind, in minutes. */
const LATE_MINUTES = 10;
const late = sql`now() - ${LATE_MINUTES} * interval '1 minute'`;

/** What holds for verdicts about time, and for what they rest on. */
export const healthChecks: Check[] = [
  sqlCheck(
    {
      name: 'the log is followed no further than it goes',
      meaning: 'Transitions that are to come will not be acted on.',
      remedy: REMEDY,
    },
    sql`
      select name || ' is at ' || seq as example, false as is_waiting
      from followers
      where seq > (select coalesce(max(seq), 0) from transitions)`,
  ),
  sqlCheck(
    {
      name: 'who follows the log gets on',
      meaning:
        'What has changed is not acted on: verdicts about time and alerts rest on how operations were.',
      remedy:
        'Start npm run jobs. After an upgrade, or a remedy that has the log followed again, it takes a while: look again later.',
    },
    sql`
      select name || ' is at ' || seq as example, next.observed_at > ${late} as is_waiting
      from followers
      cross join lateral (
        select observed_at from transitions where transitions.seq > followers.seq order by transitions.seq limit 1
      ) as next`,
  ),
  sqlCheck(
    {
      name: 'everything that is open is judged',
      meaning: 'Nobody hears of it if an operation gets stuck.',
      remedy: REMEDY,
    },
    sql`
      select operations.id as example, not coalesce(${isFollowed}, false) as is_waiting
      from operations
      left join operation_health as judged
        on judged.operation_id = operations.id and judged.version = operations.version
      where operations.status = any(${texts(statuses.filter((status) => !isTerminal(status)))})
        and judged.operation_id is null
        and jsonb_typeof(body -> 'pending') = 'object' and jsonb_typeof(body -> 'nextAction') = 'object'`,
  ),
  sqlCheck(
    {
      name: `no wait is due to be judged for longer than ${LATE_MINUTES} minutes`,
      meaning: 'Operations get stuck, and nobody says so.',
      remedy: 'Start npm run jobs, or add a second one; if it runs, look at its log.',
    },
    sql`
      select operation_id as example, check_at > ${late} as is_waiting
      from operation_health
      where check_at <= now()`,
  ),
  sqlCheck(
    {
      name: 'figures of lanes are summed up',
      meaning: 'Operations are compared with how long others took some time ago.',
      remedy: 'Start npm run jobs; if it runs, look at the log of its job baselines.',
    },
    sql`
      select protocol || ' from ' || origin_chain || ' to ' || destination_chain || ', ' || step || ', ' || pace as example,
        refreshed_at > ${late} as is_waiting
      from stage_baselines
      where stale and refreshed_at is not null`,
  ),
  sqlCheck(
    {
      name: 'nothing that is over is judged',
      meaning: 'An operation that has come to its end is shown as one that waits.',
      remedy: REMEDY,
    },
    sql`
      select operation_id as example, false as is_waiting
      from operation_health
      left join operations on operations.id = operation_id
      where operations.id is null
        or (operations.status = any(${texts(statuses.filter(isTerminal))}) and ${isFollowed})`,
  ),
  {
    name: 'how long operations waited is what their rows say',
    meaning: "Lanes' figures, and the verdicts by them, rest on waits that were others.",
    remedy: REMEDY,
    find: async ({ tx, rules, isThorough, onProgress }) => {
      const { pages, total } = await operationPages(tx, {
        protocols: [...rules.keys()],
        isThorough,
      });
      const finding: Finding = { broken: 0, waiting: 0, examples: [] };
      let done = 0;
      for await (const ids of pages) {
        const { rows } = await tx.execute<{
          id: string;
          body: StoredOperation;
          times: unknown[];
        }>(sql`
          select id, body,
            (
              select coalesce(json_agg(json_build_array(
                step, stage, pace, extract(epoch from from_time)::bigint, extract(epoch from until_time)::bigint, seconds
              ) order by step), '[]')
              from stage_times
              where operation_id = operations.id
            ) as times
          from operations
          where id = any(${texts(ids)}) and ${isFollowed}`);
        const broken = rows.filter(({ body, times }) => {
          const pace = paceOf(body, rules.get(body.protocol));
          const expected = stageTimesOf(body, rules)
            .map((time) => [time.step, time.stage, pace, time.from, time.until, time.seconds])
            .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
          return JSON.stringify(times) !== JSON.stringify(expected);
        });
        finding.broken += broken.length;
        finding.examples.push(
          ...broken.slice(0, EXAMPLES_MAX - finding.examples.length).map(({ id }) => id),
        );
        done += ids.length;
        onProgress({ done, total: Math.max(done, total) });
      }
      return finding;
    },
  },
];
