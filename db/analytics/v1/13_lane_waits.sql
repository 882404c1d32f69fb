create or replace view analytics_v1.lane_waits as
select
  b.protocol,
  b.origin_chain,
  origin.chain_name as origin_name,
  b.destination_chain,
  destination.chain_name as destination_name,
  b.step,
  b.pace,
  b.p50 as p50_seconds,
  b.p90 as p90_seconds,
  b.p99 as p99_seconds,
  b.sample,
  b.window_from,
  b.window_through,
  b.refreshed_at,
  b.stale as is_stale
from stage_baselines b
left join analytics_v1.freshness origin on origin.chain = b.origin_chain
left join analytics_v1.freshness destination on destination.chain = b.destination_chain;

comment on view analytics_v1.lane_waits is
  'How long each step is waited for on each lane, by pace: the figures by which operations that wait are judged. They rest on the newest 1,000 waits, none of which ended more than 30 days before the newest. The rows of the paces are parts of the row of all: choose one.';
comment on column analytics_v1.lane_waits.protocol is 'The lane''s protocol.';
comment on column analytics_v1.lane_waits.origin_chain is 'CAIP-2 id of the lane''s origin.';
comment on column analytics_v1.lane_waits.origin_name is 'Short name of that chain; null where it is not indexed.';
comment on column analytics_v1.lane_waits.destination_chain is 'CAIP-2 id of the lane''s destination.';
comment on column analytics_v1.lane_waits.destination_name is 'Short name of that chain; null where it is not indexed.';
comment on column analytics_v1.lane_waits.step is 'The step that was awaited, in the protocol''s words.';
comment on column analytics_v1.lane_waits.pace is 'How fast these operations go, in the protocol''s words, or all: the row of all of the lane.';
comment on column analytics_v1.lane_waits.p50_seconds is 'Half of the waits took so long at the most; null while none has ended.';
comment on column analytics_v1.lane_waits.p90_seconds is 'Nine of ten took so long at the most.';
comment on column analytics_v1.lane_waits.p99_seconds is 'Ninety-nine of a hundred took so long at the most.';
comment on column analytics_v1.lane_waits.sample is 'How many waits these rest on.';
comment on column analytics_v1.lane_waits.window_from is 'Chain time at which the first of them ended.';
comment on column analytics_v1.lane_waits.window_through is 'Chain time at which the last of them ended.';
comment on column analytics_v1.lane_waits.refreshed_at is 'When they were summed up; null before.';
comment on column analytics_v1.lane_waits.is_stale is 'True if waits have ended since.';
