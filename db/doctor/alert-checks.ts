import { sql } from 'drizzle-orm';
import { sqlCheck, type Check } from './check.ts';

/** What is due to be sent, or to be told again, may wait so long, in minutes. */
const LATE_MINUTES = 10;
const late = sql`now() - ${LATE_MINUTES} * interval '1 minute'`;

/** What holds for who is told of alerts. */
export const alertChecks: Check[] = [
  sqlCheck(
    {
      name: `no notice is due for longer than ${LATE_MINUTES} minutes`,
      meaning: 'A channel is not told of an alert, and nobody tries.',
      remedy:
        'Start npm run jobs, with the configuration that has the channel; if it runs, look at its log. What waits for a channel that was taken out is given up after two hours.',
    },
    // Of one alert the oldest goes first; a channel may have asked to be left alone.
    sql`
      select 'notice ' || notice.id || ' to ' || channel as example,
        next_at > ${late} or coalesce(paused_until > now(), false) as is_waiting
      from alert_notices as notice
      left join alert_channels on name = channel
      where next_at <= now() and state = 'pending' and not exists (
        select
        from alert_notices as earlier
        where earlier.alert_id = notice.alert_id and earlier.channel = notice.channel
          and earlier.state = 'pending' and earlier.id < notice.id
      )`,
  ),
  sqlCheck(
    {
      name: 'what is silenced has a silence',
      meaning: 'A silence has ended, and channels are not told of what is still the matter.',
      remedy:
        'Start npm run jobs; if it runs, look again in a minute: each rule ends what is silenced when it is checked.',
    },
    sql`
      select alerts.id || ': ' || alerts.rule || ' ' || subject as example,
        exists (${silenceOf(sql`until > ${late}`)}) as is_waiting
      from alerts
      where state in ('open', 'acknowledged') and silenced and holds and not exists (${silenceOf(sql`until > now()`)})`,
  ),
];

/** The silences of an alert, as `isSilenced` finds them. */
function silenceOf(when: ReturnType<typeof sql>) {
  return sql`
    select
    from silences
    where ${when} and (silences.rule is null or silences.rule = alerts.rule)
      and (silences.protocol is null or silences.protocol = alerts.protocol)
      and (silences.origin_chain is null or silences.origin_chain = alerts.origin_chain)
      and (silences.destination_chain is null or silences.destination_chain = alerts.destination_chain)
      and (silences.operation_id is null or silences.operation_id = alerts.operation_id)`;
}
