import { sql } from 'drizzle-orm';
import { sqlCheck, type Check } from './check.ts';

/** What holds for who is told of alerts. */
export const channelChecks: Check[] = [
  sqlCheck(
    {
      name: 'every channel takes what it is told of alerts',
      meaning:
        'Who listens there alone does not hear of alerts: what it was to be told is given up.',
      remedy:
        'Mend the channel, and try it with npm run alerts:test <name>; if it was taken out, close the alert channel_dead.',
    },
    sql`
      select name || ': ' || coalesce(dead_reason, 'given up') as example, false as is_waiting
      from alert_channels
      where dead_since is not null`,
  ),
];
