import { sql, type SQL } from 'drizzle-orm';
import type { Queryable } from '../pool.ts';
import { count, type Check } from './check.ts';

/** Keys that stand still because their operations could not be folded; none where the database has no such table. */
export async function quarantinedKeys(tx: Queryable): Promise<SQL> {
  const { rows } = await tx.execute<{ is_there: boolean }>(sql`
    select to_regclass('quarantine') is not null as is_there`);
  return rows[0]?.is_there ? sql`select key from quarantine` : sql`select null::text where false`;
}

/** What could not be folded, and stands still. */
export const quarantineChecks: Check[] = [
  {
    name: 'nothing is in quarantine',
    meaning: 'Operations stand still, because folding or writing them failed again and again.',
    remedy: 'See why with npm run quarantine; mend that, and let it be tried again there.',
    find: async ({ tx }) =>
      count(
        tx,
        sql`
          select key as example, false as is_waiting
          from (${await quarantinedKeys(tx)}) as quarantined (key)`,
      ),
  },
];
