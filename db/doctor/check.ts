import { sql, type SQL } from 'drizzle-orm';
import type { RulesByProtocol } from '../../core/fold-all.ts';
import type { HealthPolicy } from '../../core/health.ts';
import type { Queryable } from '../pool.ts';

/** What a check found. */
export interface Finding {
  /** Rows that break what should hold. */
  broken: number;
  /** Rows that do not hold yet, because somebody is at work on them. */
  waiting: number;
  /** Some of the broken ones, or of the waiting ones if none is broken. */
  examples: string[];
}

/** What checks work with: a transaction that sees one moment and writes nothing. */
export interface CheckDeps {
  tx: Queryable;
  rules: RulesByProtocol;
  /** By what the jobs judge how long operations wait. */
  policy: HealthPolicy;
  /** Looks at every operation where a sample would do. */
  isThorough: boolean;
  onProgress: (progress: { done: number; total: number }) => void;
}

/** One thing that should always be so in the database. */
export interface Check {
  /** What is so, as a sentence. */
  name: string;
  /** What it means if it is not. */
  meaning: string;
  /** What to do then. */
  remedy: string;
  find: (deps: CheckDeps) => Promise<Finding>;
}

export const EXAMPLES_MAX = 5;

/** What mends everything that is computed from events. */
export const REBUILD_REMEDY = 'Run npm run rebuild, which mends it from the stored events.';

/**
 * Counts what a query gives and shows some of it. The query selects `example`, a text, and `is_waiting`, which is true for
 * what is only on its way; the server keeps no more than what is broken.
 */
export async function count(tx: Queryable, query: SQL): Promise<Finding> {
  const { rows } = await tx.execute<{
    broken: number;
    waiting: number;
    broken_examples: string[] | null;
    waiting_examples: string[] | null;
  }>(sql`
    with found as (${query}), placed as (
      select example, is_waiting, row_number() over (partition by is_waiting order by example) as place
      from found
    )
    select (count(*) filter (where not is_waiting))::int as broken,
      (count(*) filter (where is_waiting))::int as waiting,
      array_agg(example order by example) filter (where not is_waiting and place <= ${EXAMPLES_MAX})
        as broken_examples,
      array_agg(example order by example) filter (where is_waiting and place <= ${EXAMPLES_MAX})
        as waiting_examples
    from placed`);
  const row = rows[0];
  const examples = row?.broken_examples ?? row?.waiting_examples ?? [];
  return { broken: row?.broken ?? 0, waiting: row?.waiting ?? 0, examples };
}

/** A check that is one query: see `count`. */
export function sqlCheck(check: Omit<Check, 'find'>, query: SQL): Check {
  return { ...check, find: ({ tx }) => count(tx, query) };
}
