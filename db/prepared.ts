import type { Database } from './pool.ts';

/** A statement by a name of its own. */
export interface Statement {
  name: string;
  text: string;
}

/**
 * Runs a statement that each connection parses and plans once, for what is asked thousands of times a second: there, making
 * and planning a query takes longer than running it.
 *
 * @param values as `pg` takes them: an array is one parameter
 */
export async function prepared<Row extends object>(
  { $client }: Database,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  const { rows } = await $client.query<Row>({ name, text, values });
  return rows;
}
