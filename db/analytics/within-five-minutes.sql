-- What share of operations was complete within five minutes, by protocol, of those that had the time?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at)
select
  protocol,
  count(*) as operations,
  count(*) filter (where seconds_to_completion <= 300) as within_five_minutes,
  round(100.0 * count(*) filter (where seconds_to_completion <= 300) / count(*), 2) as percent
from analytics_v1.operations, asked
where started_at > asked.at - interval '30 days' and started_at <= asked.at - interval '5 minutes'
  and coverage = 'full'
group by protocol
order by percent desc, protocol;
