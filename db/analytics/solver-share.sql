-- Who delivered how much of each protocol in the last thirty days, where deliveries name a solver, a relayer or who handed them in?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at), deliveries as (
  select
    protocol,
    -- In the words of DLN, Across, Axelar (express executions alone) and CCTP. Deliveries of other protocols name nobody.
    coalesce(
      details ->> 'solver',
      details ->> 'relayer',
      details ->> 'filler',
      details ->> 'expressExecutor',
      details ->> 'handedInBy'
    ) as solver
  from analytics_v1.legs, asked
  where operation_started_at > asked.at - interval '30 days' and operation_started_at <= asked.at
    and role = 'destination' and outcome = 'success' and inclusion in ('confirmed', 'finalized')
)
select
  protocol,
  solver,
  count(*) as deliveries,
  round(100.0 * count(*) / sum(count(*)) over (partition by protocol), 2) as percent
from deliveries
where solver is not null
group by protocol, solver
order by protocol, deliveries desc, solver;
