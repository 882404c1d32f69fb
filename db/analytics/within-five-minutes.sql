-- What share of operations was complete within five minutes, by protocol, of those whose five minutes are read?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at)
select
  protocol,
  count(*) as operations,
  count(*) filter (where seconds_to_completion <= 300) as within_five_minutes,
  round(100.0 * count(*) filter (where seconds_to_completion <= 300) / count(*), 2) as percent
from asked
cross join analytics_v1.operations
join analytics_v1.freshness origin on origin.chain = origin_chain
join analytics_v1.freshness destination on destination.chain = destination_chain
where started_at > asked.at - interval '30 days' and started_at <= asked.at - interval '5 minutes'
  -- What we have not read yet is nobody's delay.
  and started_at <= origin.indexed_through - interval '5 minutes'
  and started_at <= destination.indexed_through - interval '5 minutes'
  and coverage = 'full'
group by protocol
order by percent desc, protocol;
