create or replace view analytics_v1.reorgs as
select
  r.id as reorg_id,
  r.chain,
  chain.name as chain_name,
  r.depth,
  r.ancestor_number as ancestor_block,
  r.old_hash,
  r.new_hash,
  r.detected_at,
  i.id is not null as was_final,
  i.closed_at
from reorgs r
left join chains chain on chain.id = r.chain
left join lateral (
  select id, closed_at
  from incidents
  where reorg_id = r.id
  order by id
  limit 1
) i on true;

comment on view analytics_v1.reorgs is 'Every reorg that was noticed.';
comment on column analytics_v1.reorgs.reorg_id is 'Its number, which transitions that it caused name.';
comment on column analytics_v1.reorgs.chain is 'CAIP-2 id of the chain.';
comment on column analytics_v1.reorgs.chain_name is 'Its short name.';
comment on column analytics_v1.reorgs.depth is 'Blocks that were taken back.';
comment on column analytics_v1.reorgs.ancestor_block is 'The last block that the chain kept.';
comment on column analytics_v1.reorgs.old_hash is 'Hash of the head before.';
comment on column analytics_v1.reorgs.new_hash is 'Hash of the head after it.';
comment on column analytics_v1.reorgs.detected_at is 'When it was noticed, by our clock.';
comment on column analytics_v1.reorgs.was_final is 'True if it took back what the chain had called final.';
comment on column analytics_v1.reorgs.closed_at is 'When a person closed that incident; null while it is open.';
