import { sql } from 'drizzle-orm';
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
                step, stage, extract(epoch from from_time)::bigint, extract(epoch from until_time)::bigint, seconds
              ) order by step), '[]')
              from stage_times
              where operation_id = operations.id
            ) as times
          from operations
          where id = any(${texts(ids)}) and ${isFollowed}`);
        const broken = rows.filter(({ body, times }) => {
          const expected = stageTimesOf(body, rules)
            .map(({ step, stage, from, until, seconds }) => [step, stage, from, until, seconds])
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
