create or replace view analytics_v1.stage_durations as
select
  s.operation_id,
  s.protocol,
  s.kind,
  s.origin_chain,
  s.destination_chain,
  s.step,
  s.stage,
  s.from_time as began_at,
  s.until_time as ended_at,
  s.seconds::double precision as seconds,
  s.pace
from stage_times s;

comment on view analytics_v1.stage_durations is
  'How long each operation has waited for each step, by the clocks of the chains: one row for each step that was or is awaited.';
comment on column analytics_v1.stage_durations.operation_id is 'The operation.';
comment on column analytics_v1.stage_durations.protocol is 'Its protocol.';
comment on column analytics_v1.stage_durations.kind is 'Its kind.';
comment on column analytics_v1.stage_durations.origin_chain is 'CAIP-2 id of its origin; null where it is not known.';
comment on column analytics_v1.stage_durations.destination_chain is 'CAIP-2 id of its destination; null where it is not known.';
comment on column analytics_v1.stage_durations.step is 'The step that was awaited, in the protocol''s words.';
comment on column analytics_v1.stage_durations.stage is 'What the operation''s stage is called while it waits for the step.';
comment on column analytics_v1.stage_durations.began_at is 'Chain time of the leg that came last before.';
comment on column analytics_v1.stage_durations.ended_at is 'Chain time of the step''s own leg; null while it is awaited.';
comment on column analytics_v1.stage_durations.seconds is 'From the one to the other; null while it is awaited.';
comment on column analytics_v1.stage_durations.pace is 'How fast the operation goes on its lane, in its protocol''s words, where several paces share one: fast, standard; null where none is known.';
