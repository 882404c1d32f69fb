-- How late did we read what happened in the last day, by chain, and up to when is each chain read by now?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at), late as (
  select chain, count(*) as events, percentile_cont(array[0.5, 0.99]) within group (order by observed_lag_seconds) as lags
  from analytics_v1.events, asked
  where block_time > asked.at - interval '1 day' and block_time <= asked.at
  group by chain
)
select
  chain_name as chain,
  coalesce(events, 0) as events,
  lags[1] as p50_seconds,
  lags[2] as p99_seconds,
  indexed_through,
  is_at_head
from analytics_v1.freshness
left join late using (chain)
order by chain;
