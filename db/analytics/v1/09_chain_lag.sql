create or replace view analytics_v1.chain_lag as
select
  c.id as chain,
  c.name as chain_name,
  c.head_number as head_block,
  c.head_time,
  extract(epoch from now() - c.head_time)::double precision as head_lag_seconds,
  c.safe_number as safe_block,
  c.head_number - c.safe_number as safe_lag_blocks,
  c.finalized_number as finalized_block,
  c.head_number - c.finalized_number as finalized_lag_blocks,
  extract(epoch from now() - f.indexed_through)::double precision as indexed_lag_seconds,
  c.seen_at,
  extract(epoch from now() - c.seen_at)::double precision as silence_seconds,
  (select count(*)::integer from incidents i where i.chain = c.id and i.closed_at is null) as open_incidents
from chains c
left join analytics_v1.freshness f on f.chain = c.id;

comment on view analytics_v1.chain_lag is 'How far behind each chain is now, and we behind it.';
comment on column analytics_v1.chain_lag.chain is 'CAIP-2 id of the chain.';
comment on column analytics_v1.chain_lag.chain_name is 'Its short name.';
comment on column analytics_v1.chain_lag.head_block is 'The newest block that the chain has shown.';
comment on column analytics_v1.chain_lag.head_time is 'Time of that block.';
comment on column analytics_v1.chain_lag.head_lag_seconds is 'Age of that block by the database''s clock.';
comment on column analytics_v1.chain_lag.safe_block is 'Height up to which legs count as confirmed.';
comment on column analytics_v1.chain_lag.safe_lag_blocks is 'Blocks from there to the newest one.';
comment on column analytics_v1.chain_lag.finalized_block is 'Height up to which blocks are final.';
comment on column analytics_v1.chain_lag.finalized_lag_blocks is 'Blocks from there to the newest one.';
comment on column analytics_v1.chain_lag.indexed_lag_seconds is 'Age of the time up to which nothing lacks: see freshness.';
comment on column analytics_v1.chain_lag.seen_at is 'When the chain answered last, by our clock.';
comment on column analytics_v1.chain_lag.silence_seconds is 'Time since then.';
comment on column analytics_v1.chain_lag.open_incidents is 'Reorgs of final blocks that nobody has closed.';
