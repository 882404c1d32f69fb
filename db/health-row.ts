import { sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Baseline, Health, HealthReason } from '../core/health.ts';
import type { Obstacle } from '../core/reading.ts';

/** What is thought of an open operation, as its answer needs it. Times in Unix seconds. */
export interface HealthRow {
  /** The version that was judged. */
  version: number;
  health: Health;
  reason: HealthReason | null;
  detail: string | null;
  healthSince: number;
  awaitedChain: ChainId | null;
  since: number;
  stage: string;
  pace: string | null;
  baseline: Baseline | null;
}

/** A column for queries that select from `operations`: a `HealthRow`, null where there is none. One read by primary key. */
export const HEALTH_COLUMN = `
  case when not operations.final then (
    select json_build_object(
      'version', judged.version, 'health', judged.health, 'reason', judged.reason, 'detail', judged.detail,
      'healthSince', extract(epoch from judged.health_since)::float8, 'awaitedChain', judged.awaited_chain,
      'since', extract(epoch from judged.since)::float8, 'stage', judged.stage, 'pace', judged.pace,
      'baseline', judged.baseline
    )
    from operation_health as judged
    where judged.operation_id = operations.id
  ) end`;

/** A chain of a protocol on which nothing can be said of some waits. */
export interface PlacedObstacle extends Obstacle {
  protocol: string;
  chain: ChainId;
}

/** Which verdicts a list is narrowed to, and what keeps us from saying them now. */
export interface HealthFilter {
  states: readonly Health[];
  obstacles: readonly PlacedObstacle[];
}

/**
 * What is shown as an operation's health, as a condition on rows of `operations`: what was thought of its present version,
 * with what we do not see laid over it; `ok` where nothing was.
 */
export function healthCondition({ states, obstacles }: HealthFilter): SQL {
  return sql`coalesce(
    (
      select ${shownHealth(obstacles)}
      from operation_health as judged
      where judged.operation_id = operations.id and judged.version = operations.version
    ),
    'ok'
  ) in (${sql.join(
    states.map((state) => sql`${state}`),
    sql`, `,
  )})`;
}

/** The health that is shown of a row of `operation_health as judged`. */
export function shownHealth(obstacles: readonly PlacedObstacle[]): SQL {
  const isHindered = (health: Obstacle['health']) => {
    const own = obstacles.filter((obstacle) => obstacle.health === health);
    if (own.length === 0) return sql`false`;
    return sql`exists (
      select
      from ${obstacleRows(own)}
      where obstacle.protocol = judged.protocol and obstacle.chain = judged.awaited_chain and ${isConcerned}
    )`;
  };
  return sql`case
    when ${isHindered('blind')} then 'blind'
    when judged.health in ('ok', 'delayed', 'stuck') and ${isHindered('blocked')} then 'blocked'
    else judged.health
  end`;
}

const isConcerned = sql`(
  obstacle.through is null or judged.stage = 'awaiting_origin' or judged.since <= to_timestamp(obstacle.through)
)`;

function obstacleRows(obstacles: readonly PlacedObstacle[]): SQL {
  const rows = obstacles.map(({ protocol, chain, through }) => ({ protocol, chain, through }));
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as obstacle (protocol text, chain text, through float8)`;
}

/** A page that is narrowed to verdicts. */
interface Page {
  /** The column by which it is sorted; the verdict's row has the same as the operation's. */
  time: 'updated_at' | 'started_at';
  where: SQL;
  limit: number;
}

/**
 * Where the operations of a page may come from: queries that give `id` and `time`, each in the order of an index, which read no
 * more than a page as a rule. Null where what is `ok` is looked for, which nearly all operations are.
 */
export function healthBranches({ states, obstacles }: HealthFilter, page: Page): SQL[] | null {
  if (states.includes('ok')) return null;
  const column = sql.raw(`judged.${page.time}`);
  const judged = sql`
    operation_health as judged
    join operations on operations.id = judged.operation_id and operations.version = judged.version`;
  const rest = sql`${page.where} order by ${column} desc, judged.operation_id desc limit ${page.limit}`;
  const branches = states.map(
    (state) => sql`(
      select judged.operation_id as id, ${column} as time
      from ${judged}
      where judged.health = ${state} and ${rest}
    )`,
  );
  const hindering = obstacles.filter(({ health }) => states.includes(health));
  if (hindering.length === 0 && branches.length > 0) return branches;
  return [
    ...branches,
    sql`(
      select found.id, found.time
      from ${obstacleRows(hindering)}
      cross join lateral (
        select judged.operation_id as id, ${column} as time
        from ${judged}
        where judged.protocol = obstacle.protocol and judged.awaited_chain = obstacle.chain
          and ${isConcerned} and ${rest}
      ) as found
    )`,
  ];
}
