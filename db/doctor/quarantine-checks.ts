import { sql } from 'drizzle-orm';
import { sqlCheck, type Check } from './check.ts';

/** What could not be folded, and stands still. */
export const quarantineChecks: Check[] = [
  sqlCheck(
    {
      name: 'nothing is in quarantine',
      meaning: 'Operations stand still, because folding or writing them failed again and again.',
      remedy: 'See why with npm run quarantine; mend that, and let it be tried again there.',
    },
    sql`select key || ': ' || reason as example, false as is_waiting from quarantine`,
  ),
];
