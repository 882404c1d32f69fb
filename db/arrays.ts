import { sql, type SQL } from 'drizzle-orm';

// Lists as one parameter each, for `unnest` and `any`.

export function texts(values: readonly (string | null)[]): SQL {
  return sql`${sql.param(values)}::text[]`;
}

export function bigints(values: readonly (bigint | string)[]): SQL {
  return sql`${sql.param(values.map(String))}::bigint[]`;
}

export function integers(values: readonly (number | null)[]): SQL {
  return sql`${sql.param(values)}::integer[]`;
}
