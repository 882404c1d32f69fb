create or replace view analytics_v1.refreshes as
select
  'lane_latency, funnel'::text as views,
  coalesce(r.seq, 0) as followed_seq,
  coalesce((select max(seq) from transitions), 0) as newest_seq,
  r.caught_up_at,
  (select count(*) from stale_spans) as stale_spans,
  (select min(due_at) from stale_spans) as oldest_due_at
from (select) as one
left join summary_rounds r on true;

comment on view analytics_v1.refreshes is 'How far the views are that are counted by a job, in one row.';
comment on column analytics_v1.refreshes.views is 'The views that are counted; all others show what is known now.';
comment on column analytics_v1.refreshes.followed_seq is 'Transitions up to here are in them, but for the spans below.';
comment on column analytics_v1.refreshes.newest_seq is 'The newest transition.';
comment on column analytics_v1.refreshes.caught_up_at is 'When there was no newer one, last.';
comment on column analytics_v1.refreshes.stale_spans is 'Hours and days that are to be counted anew.';
comment on column analytics_v1.refreshes.oldest_due_at is 'When the first of them is due.';
