-- How much of the time until completion went into waiting for attestations, by protocol, in the last thirty days?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at), complete as (
  select operation_id, protocol, seconds_to_completion
  from analytics_v1.operations, asked
  where started_at > asked.at - interval '30 days' and started_at <= asked.at and status = 'complete'
    -- What has just changed is summed up some seconds later.
    and seconds_to_completion is not null
), waited as (
  select operation_id, sum(seconds) as seconds
  from analytics_v1.stage_durations
  where stage = 'awaiting_attestation'
  group by operation_id
)
select
  protocol,
  count(*) as completed,
  count(waited.seconds) as attested,
  coalesce(sum(waited.seconds), 0) as attestation_seconds,
  sum(seconds_to_completion) as seconds,
  round((100 * coalesce(sum(waited.seconds), 0) / nullif(sum(seconds_to_completion), 0))::numeric, 2) as percent
from complete
left join waited using (operation_id)
group by protocol
order by percent desc nulls last, protocol;
