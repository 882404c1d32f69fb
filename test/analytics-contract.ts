import { sql } from 'drizzle-orm';
import { CONTRACT } from '../db/analytics-views.ts';
import type { Queryable } from '../db/pool.ts';

/** A view of the contract for data teams, as the database describes it. */
export interface ContractView {
  name: string;
  comment: string;
  columns: { name: string; type: string; comment: string }[];
}

/** The views in the order in which they are made, with what the database says of their columns. */
export async function readContract(db: Queryable): Promise<ContractView[]> {
  const { rows } = await db.execute<{
    name: string;
    comment: string | null;
    columns: { name: string; type: string; comment: string | null }[];
  }>(sql`
    select c.relname as name, obj_description(c.oid, 'pg_class') as comment,
      json_agg(json_build_object(
        'name', a.attname,
        'type', format_type(a.atttypid, a.atttypmod),
        'comment', col_description(c.oid, a.attnum)
      ) order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = ${CONTRACT}::regnamespace and c.relkind = 'v'
    group by c.oid
    order by c.oid`);
  return rows.map(({ name, comment, columns }) => ({
    name,
    comment: comment ?? '',
    columns: columns.map((column) => ({ ...column, comment: column.comment ?? '' })),
  }));
}

/** What nobody may take away: a line for each column, with its type, in the order in which its view has them. */
export function contractText(views: readonly ContractView[]): string {
  const lines = views
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, columns }) =>
      columns.map((column) => `${name}.${column.name} ${column.type}`),
    );
  return `${lines.join('\n')}\n`;
}

/**
 * Lines of such a text that are not where they were: gone, of another type, or behind a new column. Postgres replaces a view
 * only where new columns come last; else it is dropped, which views of others on it forbid.
 */
export function brokenBy(before: string, after: string): string[] {
  const now = byView(after);
  return [...byView(before)].flatMap(([view, lines]) =>
    lines.filter((line, place) => now.get(view)?.[place] !== line),
  );
}

function byView(text: string): Map<string, string[]> {
  const lines = text.split('\n').filter((line) => line !== '');
  const views = new Map<string, string[]>();
  for (const line of lines) {
    const view = line.slice(0, line.indexOf('.'));
    views.set(view, [...(views.get(view) ?? []), line]);
  }
  return views;
}

/** Where the page's generated half begins. */
export const GENERATED =
  '<!-- From here on: npm run docs:analytics. The comments are in db/analytics/v1. -->';

/** The page with what the database says of the views under what people wrote. */
export function analyticsPage(page: string, views: readonly ContractView[]): string {
  const [written] = page.split(GENERATED);
  const parts = views.map(({ name, comment, columns }) =>
    [
      `### ${name}`,
      '',
      comment,
      '',
      ...columns.map((column) => `- \`${column.name}\` (${column.type}): ${column.comment}`),
      '',
    ].join('\n'),
  );
  return `${written}${GENERATED}\n\n## The views\n\n${parts.join('\n').trimEnd()}\n`;
}
