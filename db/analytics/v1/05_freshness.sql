create or replace view analytics_v1.freshness as
with read as (
  select
    c.chain,
    min(coalesce(lower(int8multirange(int8range(least(c.start_block, h.head_number + 1), h.head_number + 1)) - c.ranges) - 1, h.head_number)) as through,
    max(c.start_block) as from_block,
    count(distinct c.protocol)::integer as protocols
  from checkpoints c
  join chains h on h.id = c.chain
  group by c.chain
)
select
  c.id as chain,
  c.name as chain_name,
  r.protocols,
  r.from_block as indexed_from_block,
  case when r.through >= r.from_block then r.through end as indexed_through_block,
  case
    when r.through < r.from_block then null
    when r.through >= c.head_number then c.head_time
    else greatest(
      (
        select b.time
        from blocks b
        where b.chain = c.id and b.canonical and b.number <= r.through
        order by b.number desc
        limit 1
      ),
      (
        select e.block_time
        from events e
        where e.chain = c.id and e.canonical and e.block_number <= r.through
        order by e.block_number desc
        limit 1
      )
    )
  end as indexed_through,
  coalesce(r.through >= c.head_number, false) as is_at_head,
  c.head_number as head_block,
  c.head_time,
  c.seen_at,
  -- As db/followed-chains.ts has it.
  coalesce(
    greatest(c.seen_at, (select f.at from followed_chains f where f.chain = c.id))
      < (select max(at) from followed_chains) - interval '2 minutes',
    false
  ) as is_left
from chains c
left join read r on r.chain = c.id;

comment on view analytics_v1.freshness is
  'Up to where each chain is read without a hole. What is later than indexed_through is not known: a chart that goes on shows our outage as the market''s.';
comment on column analytics_v1.freshness.chain is 'CAIP-2 id of the chain.';
comment on column analytics_v1.freshness.chain_name is 'Its short name.';
comment on column analytics_v1.freshness.protocols is 'How many protocols it is read for; the columns below are right for all of them.';
comment on column analytics_v1.freshness.indexed_from_block is 'The first block that is read for each of them.';
comment on column analytics_v1.freshness.indexed_through_block is 'From there up to this block nothing lacks; null while the first one does.';
comment on column analytics_v1.freshness.indexed_through is 'Time up to which nothing lacks: of that block, or of the last one below it whose time is known.';
comment on column analytics_v1.freshness.is_at_head is 'True if nothing lacks up to the newest block that the chain has shown.';
comment on column analytics_v1.freshness.head_block is 'The newest block that the chain has shown.';
comment on column analytics_v1.freshness.head_time is 'Time of that block.';
comment on column analytics_v1.freshness.seen_at is 'When the chain answered last, by our clock.';
comment on column analytics_v1.freshness.is_left is 'True if no indexer follows the chain any more, though one runs: it was left, and what is known of it grows old.';
