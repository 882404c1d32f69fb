create or replace view analytics_v1.transitions as
select
  t.seq,
  t.operation_id,
  coalesce(a.operation_id, t.operation_id) as present_operation_id,
  split_part(t.operation_id, ':', 1) as protocol,
  t.version,
  t.from_status,
  t.to_status,
  t.from_stage,
  t.to_stage,
  t.final as is_final,
  t.cause ->> 'type' as cause,
  t.cause ->> 'chain' as cause_chain,
  (t.cause ->> 'depth')::integer as reorg_depth,
  t.changes,
  t.rules_version::integer as rules_version,
  t.chain_time,
  t.observed_at,
  extract(epoch from t.observed_at - t.chain_time)::double precision as observed_lag_seconds
from transitions t
left join aliases a on a.alias = t.operation_id;

comment on view analytics_v1.transitions is
  'Every change of every operation, with its cause. It only grows: what a reorg takes back is a transition of its own.';
comment on column analytics_v1.transitions.seq is 'Its number: whoever has read up to one has missed none below it.';
comment on column analytics_v1.transitions.operation_id is 'The operation, by the id that it had then.';
comment on column analytics_v1.transitions.present_operation_id is 'The operation that has its legs now.';
comment on column analytics_v1.transitions.protocol is 'The operation''s protocol, as its id begins.';
comment on column analytics_v1.transitions.version is 'The operation''s version after it.';
comment on column analytics_v1.transitions.from_status is 'The status before; null for the first one.';
comment on column analytics_v1.transitions.to_status is 'The status after it.';
comment on column analytics_v1.transitions.from_stage is 'The stage before; null for the first one.';
comment on column analytics_v1.transitions.to_stage is 'The stage after it.';
comment on column analytics_v1.transitions.is_final is 'Whether the operation was final after it.';
comment on column analytics_v1.transitions.cause is 'Why: event, head, deadline, reorg, coverage, rebuild or operator.';
comment on column analytics_v1.transitions.cause_chain is 'CAIP-2 id of the chain that brought it about; null for a rebuild or an operator.';
comment on column analytics_v1.transitions.reorg_depth is 'Blocks that the reorg took back; null for other causes.';
comment on column analytics_v1.transitions.changes is 'The legs that changed, with how firm they were and are.';
comment on column analytics_v1.transitions.rules_version is 'Version of the protocol''s rules that judged.';
comment on column analytics_v1.transitions.chain_time is 'Chain time of what brought it about: the newest leg, or the head that moved.';
comment on column analytics_v1.transitions.observed_at is 'When it was written, by our clock. Ask for a stretch of it, and only the pages of that time are read.';
comment on column analytics_v1.transitions.observed_lag_seconds is 'From chain_time to observed_at: how late we were.';
