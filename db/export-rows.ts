import type { PoolClient } from 'pg';
import { CONTRACT } from './analytics-views.ts';

/** What is exported, each with the time by which a row belongs to a day, and an order. */
export const exported = {
  operations: { time: 'started_at', order: 'started_at, operation_id' },
  /** With their operations, so that the two of a day fit together. */
  legs: { time: 'operation_started_at', order: 'operation_started_at, operation_id, place' },
  transitions: { time: 'observed_at', order: 'seq' },
} as const;
export type ExportedView = keyof typeof exported;

/** How a column's values are kept. Numbers without a bound are text: no file format has room for 256 bits. */
export type ColumnKind = 'text' | 'boolean' | 'integer' | 'bigint' | 'double' | 'time';

export interface ExportedColumn {
  name: string;
  kind: ColumnKind;
  /** What to ask for. */
  expression: string;
}

const kinds: Readonly<Record<string, ColumnKind>> = {
  boolean: 'boolean',
  integer: 'integer',
  bigint: 'bigint',
  'double precision': 'double',
  'timestamp with time zone': 'time',
};

/** Rows that are in memory at once. */
const PAGE = 1_000;

/** Values as Postgres writes them: what they become is for the file's format to say. */
const asText = { getTypeParser: () => (value: string) => value };

/** The columns of a view of the contract, in its order. */
export async function exportedColumns(
  client: PoolClient,
  view: ExportedView,
): Promise<ExportedColumn[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, null) as type
    from pg_attribute
    where attrelid = '${CONTRACT}.${view}'::regclass and attnum > 0 and not attisdropped
    order by attnum`,
  );
  return rows.map(({ name, type }) => ({
    name,
    kind: kinds[type] ?? 'text',
    // Microseconds as a whole number lose nothing; a list is JSON, as everything nested.
    expression:
      type === 'timestamp with time zone'
        ? `(extract(epoch from v."${name}") * 1000000)::bigint`
        : type.endsWith('[]')
          ? `to_json(v."${name}")::text`
          : `v."${name}"::text`,
  }));
}

/** How many operations and transitions a stretch of days has. */
export async function countExported(
  client: PoolClient,
  { from, to }: { from: string; to: string },
): Promise<number> {
  const counted = (['operations', 'transitions'] as const).map(
    (view) =>
      `(select count(*) from ${CONTRACT}.${view} where ${exported[view].time} >= $1 and ${exported[view].time} < $2)`,
  );
  const { rows } = await client.query<{ count: string }>(`select ${counted.join(' + ')} as count`, [
    from,
    to,
  ]);
  return Number(rows[0]?.count ?? 0);
}

/** The rows of a view within a stretch of time, some at a time, each as texts. To be read within a transaction. */
export async function* readExported(
  client: PoolClient,
  view: ExportedView,
  { from, to, columns }: { from: string; to: string; columns: readonly ExportedColumn[] },
): AsyncGenerator<(string | null)[][]> {
  const { time, order } = exported[view];
  const list = columns.map(({ expression, name }) => `${expression} as "${name}"`).join(', ');
  // All rows are fetched: planned for the first ones, a day of transitions would be looked for in all of the log.
  await client.query('set local cursor_tuple_fraction = 1');
  // A cursor takes no parameters in a statement of its own: these are times that were checked.
  await client.query(
    `declare exported no scroll cursor for
    select ${list}
    from ${CONTRACT}.${view} as v
    where v.${time} >= '${from}' and v.${time} < '${to}'
    order by ${order
      .split(', ')
      .map((column) => `v.${column}`)
      .join(', ')}`,
  );
  try {
    for (;;) {
      const { rows } = await client.query<(string | null)[]>({
        text: `fetch ${PAGE} from exported`,
        rowMode: 'array',
        types: asText,
      });
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return;
    }
  } finally {
    // A transaction that has failed takes no more statements, and its cursor goes with it.
    await client.query('close exported').catch(() => {});
  }
}
