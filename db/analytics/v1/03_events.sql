create or replace view analytics_v1.events as
select
  e.id as event_id,
  e.chain,
  chain.name as chain_name,
  e.block_number,
  e.block_hash,
  e.block_time,
  e.transaction,
  e.log_index,
  e.emitter,
  e.protocol,
  e.name,
  e.error,
  e.canonical as is_canonical,
  e.verified as is_verified,
  e.orphaned_at,
  l.step,
  l.role,
  l.operation_id,
  e.observed_at,
  extract(epoch from e.observed_at - e.block_time)::double precision as observed_lag_seconds
from events e
left join chains chain on chain.id = e.chain
left join legs l on l.event_id = e.id;

comment on view analytics_v1.events is
  'Every event that was ever read, also those that a reorg took back. None is ever deleted.';
comment on column analytics_v1.events.event_id is 'A number of ours, in no order that means anything.';
comment on column analytics_v1.events.chain is 'CAIP-2 id of its chain.';
comment on column analytics_v1.events.chain_name is 'Short name of the chain.';
comment on column analytics_v1.events.block_number is 'Its block; on Solana, its slot.';
comment on column analytics_v1.events.block_hash is 'Hash of that block.';
comment on column analytics_v1.events.block_time is 'Time of that block. Ask for a stretch of it, and only the pages of that time are read.';
comment on column analytics_v1.events.transaction is 'Its transaction.';
comment on column analytics_v1.events.log_index is 'Index of the log in its block; on Solana, its place in the transaction; -1 where there is no log.';
comment on column analytics_v1.events.emitter is 'The contract or program that emitted it.';
comment on column analytics_v1.events.protocol is 'The protocol that reads it.';
comment on column analytics_v1.events.name is 'The event''s name.';
comment on column analytics_v1.events.error is 'Why it could not be read; null if it could.';
comment on column analytics_v1.events.is_canonical is 'False once its block was reorged away.';
comment on column analytics_v1.events.is_verified is 'True once its block was read a second time, when it was final, and showed it again.';
comment on column analytics_v1.events.orphaned_at is 'When it was taken back, by our clock.';
comment on column analytics_v1.events.step is 'The step of an operation that it is; null if it is none.';
comment on column analytics_v1.events.role is 'The part that it plays in its operation.';
comment on column analytics_v1.events.operation_id is 'The operation that it is in.';
comment on column analytics_v1.events.observed_at is 'When we read it, by our clock.';
comment on column analytics_v1.events.observed_lag_seconds is 'From block_time to observed_at.';
