-- How many operations of the last seven days reached each step of their route, and where did the others stop?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at)
select
  protocol,
  step,
  sum(operations) as operations,
  sum(reached) as reached,
  sum(skipped) as skipped,
  sum(waiting) as waiting,
  sum(ended) as ended,
  min(refreshed_at) as refreshed_at
from analytics_v1.funnel, asked
where begins_at > asked.at - interval '8 days' and begins_at <= asked.at
group by protocol, step
order by protocol, min(place), step;
