create or replace view analytics_v1.stuck_now as
select
  h.operation_id,
  h.protocol,
  h.kind,
  h.origin_chain,
  h.destination_chain,
  h.step,
  h.stage,
  case when sight.is_blind then 'blind' else h.health end as health,
  case when not sight.is_blind then h.reason end as reason,
  case when not sight.is_blind then h.detail end as detail,
  case when not sight.is_blind then h.health_since end as health_since,
  h.awaited_chain,
  h.since as waits_since,
  f.indexed_through as awaited_indexed_through,
  extract(epoch from now() - f.indexed_through)::double precision as awaited_lag_seconds,
  case
    when h.awaited_chain is null then extract(epoch from now() - h.since)
    else greatest(0, extract(epoch from case when sight.is_blind then f.indexed_through else f.head_time end - h.since))
  end::double precision as waited_seconds,
  (h.baseline ->> 'p50')::double precision as usual_p50_seconds,
  (h.baseline ->> 'p99')::double precision as usual_p99_seconds,
  (h.baseline ->> 'sample')::integer as usual_sample,
  h.pace,
  case
    when h.baseline ->> 'source' = 'protocol' then 'protocol'
    when h.baseline ->> 'pace' is not null then 'pace'
    when h.baseline is not null then 'lane'
  end as usual_basis
from operation_health h
-- What has moved on was not judged anew yet.
join operations o on o.id = h.operation_id and o.version = h.version
left join analytics_v1.freshness f on f.chain = h.awaited_chain
cross join (
  -- As the API has it; before the jobs have said so, what they take unless it is configured.
  select coalesce(
    (select blind_after_seconds from health_policy where name = 'jobs'), 300
  ) * interval '1 second' as after
) blind
cross join lateral (
  select coalesce(
    -- Something of it was read that could not be worked off.
    h.health = 'blind' or h.awaited_chain is not null and (
      -- Blocks that it may be in were not read when it was judged, or are not since then.
      h.deferred
      or (f.indexed_through >= h.since and f.indexed_through < now() - blind.after)
      or coalesce(f.head_time < now() - blind.after, true)
      or (select marked_at from dirty where failures = 0 order by seq limit 1) < now() - blind.after
    ),
    false
  ) as is_blind
) sight
where h.health <> 'ok';

comment on view analytics_v1.stuck_now is
  'Open operations that wait longer than is usual, or that somebody must move on. Where we do not see what is awaited, the verdict is blind, and nothing else is said.';
comment on column analytics_v1.stuck_now.operation_id is 'The operation.';
comment on column analytics_v1.stuck_now.protocol is 'Its protocol.';
comment on column analytics_v1.stuck_now.kind is 'Its kind.';
comment on column analytics_v1.stuck_now.origin_chain is 'CAIP-2 id of its origin.';
comment on column analytics_v1.stuck_now.destination_chain is 'CAIP-2 id of its destination.';
comment on column analytics_v1.stuck_now.step is 'The step that it waits for.';
comment on column analytics_v1.stuck_now.stage is 'Its stage while it waits for that.';
comment on column analytics_v1.stuck_now.health is 'delayed, stuck, blocked or needs_action; blind where what is awaited may have come unseen: in blocks that are not read, or not worked off, within health.blindAfterSeconds (five minutes unless set), or in what cannot be worked off.';
comment on column analytics_v1.stuck_now.reason is 'Why, as a code; null while blind.';
comment on column analytics_v1.stuck_now.detail is 'The same as a sentence; null while blind.';
comment on column analytics_v1.stuck_now.health_since is 'Since when it is thought so, by our clock; null while blind.';
comment on column analytics_v1.stuck_now.awaited_chain is 'CAIP-2 id of the chain on which the step is awaited.';
comment on column analytics_v1.stuck_now.waits_since is 'Chain time at which the wait began.';
comment on column analytics_v1.stuck_now.awaited_indexed_through is 'Time up to which that chain is read without a hole; null where it is not indexed.';
comment on column analytics_v1.stuck_now.awaited_lag_seconds is 'Age of that time. A hole that was there before the wait began makes it large, and nobody blind.';
comment on column analytics_v1.stuck_now.waited_seconds is 'From waits_since to the head of that chain; to awaited_indexed_through while blind; to now where no chain is awaited.';
comment on column analytics_v1.stuck_now.usual_p50_seconds is 'Half of those before took so long at the most; null where too few are known.';
comment on column analytics_v1.stuck_now.usual_p99_seconds is 'Ninety-nine of a hundred took so long at the most.';
comment on column analytics_v1.stuck_now.usual_sample is 'How many waits these rest on.';
comment on column analytics_v1.stuck_now.pace is 'How fast the operation goes on its lane, in its protocol''s words, where several paces share one: fast, standard; null where none is known.';
comment on column analytics_v1.stuck_now.usual_basis is 'By what it was judged: pace (others of its pace on its lane), lane (all others of its lane), protocol (the protocol''s own figures); null if by none.';
