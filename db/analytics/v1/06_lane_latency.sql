create or replace view analytics_v1.lane_latency as
select
  l.grain,
  l.begins_at,
  l.begins_at + case l.grain when 'hour' then interval '1 hour' else interval '1 day' end as ends_at,
  l.protocol,
  l.origin_chain,
  origin.chain_name as origin_name,
  l.destination_chain,
  destination.chain_name as destination_name,
  l.size_bucket,
  l.operations,
  l.open,
  l.completed,
  l.refunded,
  l.ended_otherwise,
  l.p50 as p50_seconds,
  l.p90 as p90_seconds,
  l.p99 as p99_seconds,
  read.through as indexed_through,
  coalesce(
    l.begins_at + case l.grain when 'hour' then interval '1 hour' else interval '1 day' end
      <= read.through,
    false
  ) as is_whole,
  l.refreshed_at,
  s.due_at is not null as is_stale
from lane_times l
left join analytics_v1.freshness origin on origin.chain = l.origin_chain
left join analytics_v1.freshness destination on destination.chain = l.destination_chain
left join stale_spans s on s.grain = l.grain and s.begins_at = l.begins_at
-- The least of a time and of none would be that time.
cross join lateral (
  select case
    when destination.indexed_through < origin.indexed_through then destination.indexed_through
    when destination.indexed_through is not null then origin.indexed_through
  end as through
) read;

comment on view analytics_v1.lane_latency is
  'How long completion takes, for the operations that began in each hour or day (UTC), by lane and size. Counted from the operations anew when one of them changes. The rows of the sizes add up to the row of all: choose one.';
comment on column analytics_v1.lane_latency.grain is 'hour or day. Hours are kept for as long as the configuration says, days for ever.';
comment on column analytics_v1.lane_latency.begins_at is 'When the hour or day begins.';
comment on column analytics_v1.lane_latency.ends_at is 'When it ends.';
comment on column analytics_v1.lane_latency.protocol is 'The lane''s protocol.';
comment on column analytics_v1.lane_latency.origin_chain is 'CAIP-2 id of the lane''s origin; null where it is not known.';
comment on column analytics_v1.lane_latency.origin_name is 'Short name of that chain; null where it is not indexed.';
comment on column analytics_v1.lane_latency.destination_chain is 'CAIP-2 id of the lane''s destination; null where it is not known.';
comment on column analytics_v1.lane_latency.destination_name is 'Short name of that chain; null where it is not indexed.';
comment on column analytics_v1.lane_latency.size_bucket is 'Order of magnitude of the amount in whole tokens, unknown, or all: the row of all sizes.';
comment on column analytics_v1.lane_latency.operations is 'Operations that began then; it is the sum of the next four.';
comment on column analytics_v1.lane_latency.open is 'Of these, those that are not over yet.';
comment on column analytics_v1.lane_latency.completed is 'Those that are complete.';
comment on column analytics_v1.lane_latency.refunded is 'Those whose value is back.';
comment on column analytics_v1.lane_latency.ended_otherwise is 'Those that failed, were called off, or whose origin was reorged away.';
comment on column analytics_v1.lane_latency.p50_seconds is 'Half of the complete ones took so long at the most. As long as some are open, the slow ones lack in it.';
comment on column analytics_v1.lane_latency.p90_seconds is 'Nine of ten took so long at the most.';
comment on column analytics_v1.lane_latency.p99_seconds is 'Ninety-nine of a hundred took so long at the most.';
comment on column analytics_v1.lane_latency.indexed_through is 'Time up to which both chains are read without a hole; null unless both are indexed.';
comment on column analytics_v1.lane_latency.is_whole is 'True if both chains are read beyond the end: only then is a low count the market''s.';
comment on column analytics_v1.lane_latency.refreshed_at is 'When the row was counted last.';
comment on column analytics_v1.lane_latency.is_stale is 'True if an operation of this hour or day has changed since.';
