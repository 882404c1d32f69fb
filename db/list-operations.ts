import { and, eq, sql, type SQL } from 'drizzle-orm';
import { HEALTH_COLUMN, healthBranches, type HealthRow } from './health-row.ts';
import { conditions, type OperationFilter } from './operation-filter.ts';
import type { Queryable } from './pool.ts';
import type { OperationRow } from './read-operations.ts';
import { operations } from './schema.ts';

/** The orders of a list, the newest first in each: by the last change here, or by the start on its chain. */
export const sorts = ['updated', 'started'] as const;
export type Sort = (typeof sorts)[number];

const sortColumns = { updated: operations.updatedAt, started: operations.startedAt } as const;

const columns = sql`operations.id, operations.version, operations.updated_at, operations.body,
  ${sql.raw(HEALTH_COLUMN)} as health`;

/** Where a page ends: the time of its last operation that it is sorted by, in microseconds, and the id. */
export interface PageEnd {
  micros: string;
  id: string;
}

/**
 * One page of operations. The next one begins after its end, wherever rows have gone meanwhile: an operation whose time stays
 * as it is comes exactly once in a sequence of pages; one that is changed meanwhile moves before the first page of those that
 * are sorted by it, and comes at most once.
 */
export async function listOperations(
  db: Queryable,
  filter: OperationFilter,
  { sort, limit, after }: { sort: Sort; limit: number; after: PageEnd | null },
): Promise<{ rows: OperationRow[]; end: PageEnd | null }> {
  const time = sortColumns[sort];
  const { rest, each } = alternatives(filter);
  const where = (own: OperationFilter, alternative?: SQL) =>
    and(alternative, ...conditions(own), after ? isAfter(time, after) : undefined) ?? sql`true`;
  const branch = (chosen: SQL, alternative: SQL | undefined) => sql`
    select ${chosen}, ${time} as time
    from operations
    where ${where(rest, alternative)}
    order by ${time} desc, ${operations.id} desc
    limit ${limit + 1}`;
  const judged =
    filter.health &&
    healthBranches(filter.health, {
      time: `${sort}_at`,
      where: where(filter),
      limit: limit + 1,
    });
  const page =
    !judged && each.length === 1
      ? branch(columns, each[0])
      : sql`
        select ${columns}, page.time
        from (
          select distinct id, time
          from (${sql.join(
            judged ?? each.map((alternative) => sql`(${branch(sql`operations.id`, alternative)})`),
            sql` union all `,
          )}) as found
          order by time desc, id desc
          limit ${limit + 1}
        ) as page
        join operations on operations.id = page.id`;
  const { rows } = await db.execute<{
    id: string;
    version: number;
    updated_at: string;
    body: OperationRow['body'];
    health: HealthRow | null;
    micros: string;
  }>(sql`
    select id, version, updated_at, body, health, (extract(epoch from time) * 1000000)::bigint::text as micros
    from (${page}) as page
    order by page.time desc, page.id desc`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(({ id, version, updated_at, body, health }) => ({
      id,
      version,
      updatedAt: new Date(updated_at),
      body,
      health,
    })),
    end: last && rows.length > limit ? { micros: last.micros, id: last.id } : null,
  };
}

function isAfter(time: SQL.Aliased | (typeof sortColumns)[Sort], { micros, id }: PageEnd): SQL {
  return sql`(${time}, ${operations.id}) <
    (timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond', ${id})`;
}

/** Lists of which one value at a time is looked for, what tells most coming first. */
const lists = [
  ['stage', operations.stage],
  ['status', operations.status],
  ['destination', operations.destinationChain],
  ['origin', operations.originChain],
  ['kind', operations.kind],
  ['protocol', operations.protocol],
] as const;

/**
 * A filter as alternatives, each of which an index gives in the order of the list, so that none reads more than a page. Asked
 * for together, Postgres would have to gather all that match or go through all that do not.
 */
function alternatives(filter: OperationFilter): {
  rest: OperationFilter;
  each: (SQL | undefined)[];
} {
  const { address, ...others } = filter;
  if (address) {
    return {
      rest: others,
      each: address.flatMap((one) => [eq(operations.sender, one), eq(operations.recipient, one)]),
    };
  }
  const isNamed = filter.transaction !== undefined || filter.clientRef !== undefined;
  const list = lists.find(([name]) => (filter[name]?.length ?? 0) > 1);
  if (isNamed || !list) return { rest: filter, each: [undefined] };
  const [name, column] = list;
  return {
    rest: { ...filter, [name]: undefined },
    each: (filter[name] ?? []).map((value) => sql`${column} = ${value}`),
  };
}
