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
      where dead_since is not null
      union all
      -- It is tried for hours before it counts as dead, and heard of here at once.
      select channel || ': ' || count(*) || ' tried again, ' || coalesce(max(last_reason), 'no answer'), true
      from alert_notices
      where next_at is not null and failing_since is not null
        and channel not in (select name from alert_channels where dead_since is not null)
      group by channel`,
  ),
];
