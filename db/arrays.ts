import { sql, type SQL } from 'drizzle-orm';

// Lists and ranges as one parameter each, for `unnest`, `any` and multiranges.

export function texts(values: readonly (string | null)[]): SQL {
  return sql`${sql.param(values)}::text[]`;
}

export function bigints(values: readonly (bigint | string | null)[]): SQL {
  return sql`${sql.param(values.map((value) => value?.toString() ?? null))}::bigint[]`;
}

export function integers(values: readonly (number | null)[]): SQL {
  return sql`${sql.param(values)}::integer[]`;
}

export function booleans(values: readonly boolean[]): SQL {
  return sql`${sql.param(values)}::boolean[]`;
}

/** Ranges, both ends included, as Postgres writes a multirange. */
export function multirange(ranges: readonly { from: bigint; to: bigint }[]): string {
  return `{${ranges.map(({ from, to }) => `[${from},${to}]`).join(',')}}`;
}
