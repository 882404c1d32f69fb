create or replace view analytics_v1.stuck_now as
select
  h.operation_id,
  h.protocol,
  h.kind,
  h.origin_chain,
  h.destination_chain,
  h.step,
  h.stage,
  h.health,
  h.reason,
  h.detail,
  h.health_since,
  h.awaited_chain,
  h.since as waits_since,
  f.indexed_through as awaited_indexed_through,
  extract(epoch from now() - f.indexed_through)::double precision as awaited_lag_seconds,
  extract(epoch from coalesce(f.indexed_through, now()) - h.since)::double precision as waited_seconds,
  (h.baseline ->> 'p50')::double precision as usual_p50_seconds,
  (h.baseline ->> 'p99')::double precision as usual_p99_seconds,
  (h.baseline ->> 'sample')::integer as usual_sample
from operation_health h
left join analytics_v1.freshness f on f.chain = h.awaited_chain
where h.health <> 'ok';

comment on view analytics_v1.stuck_now is
  'Open operations that wait longer than is usual, or that somebody must move on. A verdict is as old as what we have read of the awaited chain: leave out what has a large awaited_lag_seconds.';
comment on column analytics_v1.stuck_now.operation_id is 'The operation.';
comment on column analytics_v1.stuck_now.protocol is 'Its protocol.';
comment on column analytics_v1.stuck_now.kind is 'Its kind.';
comment on column analytics_v1.stuck_now.origin_chain is 'CAIP-2 id of its origin.';
comment on column analytics_v1.stuck_now.destination_chain is 'CAIP-2 id of its destination.';
comment on column analytics_v1.stuck_now.step is 'The step that it waits for.';
comment on column analytics_v1.stuck_now.stage is 'Its stage while it waits for that.';
comment on column analytics_v1.stuck_now.health is 'delayed, stuck, blocked or needs_action.';
comment on column analytics_v1.stuck_now.reason is 'Why, as a code.';
comment on column analytics_v1.stuck_now.detail is 'The same as a sentence.';
comment on column analytics_v1.stuck_now.health_since is 'Since when it is thought so, by our clock.';
comment on column analytics_v1.stuck_now.awaited_chain is 'CAIP-2 id of the chain on which the step is awaited.';
comment on column analytics_v1.stuck_now.waits_since is 'Chain time at which the wait began.';
comment on column analytics_v1.stuck_now.awaited_indexed_through is 'Time up to which that chain is read without a hole; null where it is not indexed.';
comment on column analytics_v1.stuck_now.awaited_lag_seconds is 'Age of that time. Where it is large we are blind on that chain: what is awaited may have come, and the verdict is as old.';
comment on column analytics_v1.stuck_now.waited_seconds is 'From waits_since to that time, or to now where the chain is not indexed.';
comment on column analytics_v1.stuck_now.usual_p50_seconds is 'Half of those before took so long at the most; null where too few are known.';
comment on column analytics_v1.stuck_now.usual_p99_seconds is 'Ninety-nine of a hundred took so long at the most.';
comment on column analytics_v1.stuck_now.usual_sample is 'How many waits these rest on.';
