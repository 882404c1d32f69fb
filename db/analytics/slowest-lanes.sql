-- Which lanes were the slowest to complete what began in the last seven days?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at)
select
  protocol,
  origin_name as origin,
  destination_name as destination,
  count(*) as operations,
  count(seconds_to_completion) as completed,
  percentile_cont(0.5) within group (order by seconds_to_completion) as p50_seconds,
  percentile_cont(0.9) within group (order by seconds_to_completion) as p90_seconds
from analytics_v1.operations, asked
where started_at > asked.at - interval '7 days' and started_at <= asked.at
group by protocol, origin_name, destination_name
having count(seconds_to_completion) > 0
order by p90_seconds desc, protocol, origin, destination
limit 50;
