import { Pool } from 'pg';
import type { Database } from './pool.ts';
import { codeOf, saidBy } from './reader-role.ts';

/** A statement by a name of its own. */
export interface Statement {
  name: string;
  text: string;
}

/** Postgres' code and words for a plan that was made before a column that it reads was changed. */
const NOT_SUPPORTED = '0A000';
const OLD_PLAN = 'cached plan must not change result type';

/** How often a statement had to be named anew: connections keep the plan of a name for as long as they last. */
const renewals = new Map<string, number>();

/**
 * Runs a statement that each connection parses and plans once, for what is asked thousands of times a second: there, making
 * and planning a query takes longer than running it. Where a migration has changed what it reads, it is planned anew once; not in
 * a transaction, which is lost then.
 *
 * @param values as `pg` takes them: an array is one parameter
 */
export async function prepared<Row extends object>(
  { $client }: Database,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  const before = renewals.get(name) ?? 0;
  const ask = async (renewal: number) => {
    const own = renewal === 0 ? name : `${name}, ${renewal}`;
    return (await $client.query<Row>({ name: own, text, values })).rows;
  };
  try {
    return await ask(before);
  } catch (error) {
    const isOld = codeOf(error) === NOT_SUPPORTED && saidBy(error).includes(OLD_PLAN);
    if (!isOld || !($client instanceof Pool)) throw error;
    // Others may have met it in the same moment.
    renewals.set(name, Math.max(renewals.get(name) ?? 0, before + 1));
    return ask(before + 1);
  }
}
