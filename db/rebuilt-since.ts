import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

/** What the folds of a rebuild changed: versions of operations by where they differ from the one before. */
export interface Differences {
  status: number;
  stage: number;
  other: number;
  /** Operations that were none before. */
  fresh: number;
  /** `<id>: <status>/<stage> -> <status>/<stage>`, the weightiest first. */
  examples: string[];
}

/** What the transitions after `seq` say that have a rebuild as their cause. */
export async function rebuiltSince(
  db: Queryable,
  seq: bigint,
  examplesMax: number,
): Promise<Differences & { rules: { protocol: string; version: number }[] }> {
  const { rows } = await db.execute<{
    field: 'status' | 'stage' | 'other' | 'fresh';
    count: number;
    examples: string[];
  }>(sql`
    with rebuilt as (
      select seq,
        case
          when from_status is null then 'fresh'
          when from_status <> to_status then 'status'
          when from_stage <> to_stage then 'stage'
          else 'other'
        end as field,
        concat(
          operation_id, ': ', coalesce(from_status || '/' || from_stage, 'nothing'), ' -> ',
          to_status, '/', to_stage
        ) as example
      from transitions
      where seq > ${seq} and cause ->> 'type' = 'rebuild'
    ), placed as (
      select *, row_number() over (partition by field order by seq) as place from rebuilt
    )
    select field, count(*)::int as count,
      array_agg(example order by place) filter (where place <= ${examplesMax}) as examples
    from placed
    group by field`);
  const { rows: rules } = await db.execute<{ protocol: string; version: number }>(sql`
    select distinct operations.protocol, rules_version as version
    from transitions
    join operations on operations.id = transitions.operation_id
    where seq > ${seq} and cause ->> 'type' = 'rebuild'`);
  const of = (field: string) => rows.find((row) => row.field === field);
  const examples = ['status', 'stage', 'fresh', 'other'].flatMap(
    (field) => of(field)?.examples ?? [],
  );
  return {
    status: of('status')?.count ?? 0,
    stage: of('stage')?.count ?? 0,
    other: of('other')?.count ?? 0,
    fresh: of('fresh')?.count ?? 0,
    examples: examples.slice(0, examplesMax),
    rules,
  };
}
