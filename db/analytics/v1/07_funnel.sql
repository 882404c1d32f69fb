create or replace view analytics_v1.funnel as
select
  f.begins_at,
  f.begins_at + interval '1 day' as ends_at,
  f.protocol,
  f.kind,
  f.origin_chain,
  origin.chain_name as origin_name,
  f.destination_chain,
  destination.chain_name as destination_name,
  f.place,
  f.step,
  f.role,
  f.stage,
  f.operations,
  f.reached,
  f.skipped,
  f.waiting,
  f.ended,
  read.through as indexed_through,
  f.refreshed_at,
  s.due_at is not null as is_stale
from funnel_steps f
left join analytics_v1.freshness origin on origin.chain = f.origin_chain
left join analytics_v1.freshness destination on destination.chain = f.destination_chain
left join stale_spans s on s.grain = 'day' and s.begins_at = f.begins_at
-- The least of a time and of none would be that time.
cross join lateral (
  select case
    when destination.indexed_through < origin.indexed_through then destination.indexed_through
    when destination.indexed_through is not null then origin.indexed_through
  end as through
) read;

comment on view analytics_v1.funnel is
  'How far operations came that began on each day (UTC), step by step, and where they stopped. Counted from the operations anew when one of them changes.';
comment on column analytics_v1.funnel.begins_at is 'When the day begins.';
comment on column analytics_v1.funnel.ends_at is 'When it ends.';
comment on column analytics_v1.funnel.protocol is 'The lane''s protocol.';
comment on column analytics_v1.funnel.kind is 'Kind of the operations.';
comment on column analytics_v1.funnel.origin_chain is 'CAIP-2 id of the lane''s origin; null where it is not known.';
comment on column analytics_v1.funnel.origin_name is 'Short name of that chain; null where it is not indexed.';
comment on column analytics_v1.funnel.destination_chain is 'CAIP-2 id of the lane''s destination; null where it is not known.';
comment on column analytics_v1.funnel.destination_name is 'Short name of that chain; null where it is not indexed.';
comment on column analytics_v1.funnel.place is 'Place of the step in the route, from 1.';
comment on column analytics_v1.funnel.step is 'The step, in the protocol''s words.';
comment on column analytics_v1.funnel.role is 'The part that it plays; null where the protocol is not configured any more.';
comment on column analytics_v1.funnel.stage is 'What the stage is called while an operation waits for the step; null as above.';
comment on column analytics_v1.funnel.operations is 'Operations whose completion requires the step, or that have it.';
comment on column analytics_v1.funnel.reached is 'Of these, those in which it succeeded, and is firm.';
comment on column analytics_v1.funnel.skipped is 'Those in which another step did instead.';
comment on column analytics_v1.funnel.waiting is 'Those that wait for it now.';
comment on column analytics_v1.funnel.ended is 'Those that ended without it, and without completion: refunded, failed, called off, reverted.';
comment on column analytics_v1.funnel.indexed_through is 'Time up to which both chains are read without a hole; null unless both are indexed.';
comment on column analytics_v1.funnel.refreshed_at is 'When the row was counted last.';
comment on column analytics_v1.funnel.is_stale is 'True if an operation of this day has changed since.';
