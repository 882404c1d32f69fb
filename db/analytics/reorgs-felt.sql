-- Which chains had reorgs in the last thirty days, how deep, and how many operations fell back?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at), reorgs as (
  select chain, chain_name, count(*) as reorgs, max(depth) as deepest
  from analytics_v1.reorgs, asked
  where detected_at > asked.at - interval '30 days' and detected_at <= asked.at
  group by chain, chain_name
), fallen as (
  select cause_chain as chain, count(distinct present_operation_id) as operations
  from analytics_v1.transitions, asked
  where observed_at > asked.at - interval '30 days' and observed_at <= asked.at
    and cause = 'reorg' and from_status is distinct from to_status
  group by cause_chain
)
select
  chain_name as chain,
  reorgs,
  deepest,
  coalesce(fallen.operations, 0) as operations_that_fell
from reorgs
left join fallen using (chain)
order by reorgs desc, chain;
