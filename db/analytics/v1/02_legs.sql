create or replace view analytics_v1.legs as
select
  o.id as operation_id,
  o.protocol,
  leg.place::integer as place,
  leg.body ->> 'step' as step,
  leg.body ->> 'role' as role,
  leg.body ->> 'chain' as chain,
  coalesce(chain.name, leg.body ->> 'network') as chain_name,
  leg.body ->> 'inclusion' as inclusion,
  leg.body ->> 'outcome' as outcome,
  (leg.body #>> '{at,blockNumber}')::bigint as block_number,
  leg.body #>> '{at,blockHash}' as block_hash,
  to_timestamp((leg.body #>> '{at,blockTime}')::double precision) as block_time,
  leg.body #>> '{at,transaction}' as transaction,
  (leg.body #>> '{at,index}')::integer as log_index,
  leg.body #>> '{joinedBy,kind}' as joined_by_kind,
  leg.body #>> '{joinedBy,key}' as joined_by_key,
  l.about -> 'details' as details,
  e.id as event_id,
  e.observed_at,
  extract(epoch from e.observed_at - e.block_time)::double precision as observed_lag_seconds,
  o.started_at as operation_started_at,
  l.about #>> '{sent,token}' as sent_token,
  sent.raw as sent_raw,
  sent.decimals as sent_decimals,
  trim_scale(sent.raw * ('1e-' || sent.decimals)::numeric) as sent_amount,
  l.about #>> '{received,token}' as received_token,
  received.raw as received_raw,
  received.decimals as received_decimals,
  trim_scale(received.raw * ('1e-' || received.decimals)::numeric) as received_amount
from operations o
cross join lateral jsonb_array_elements(o.body -> 'legs') with ordinality as leg (body, place)
left join chains chain on chain.id = leg.body ->> 'chain'
left join events e on e.transaction = leg.body #>> '{at,transaction}'
  and e.block_hash = leg.body #>> '{at,blockHash}'
  and e.log_index = (leg.body #>> '{at,index}')::integer
  and e.chain = leg.body ->> 'chain'
left join legs l on l.event_id = e.id
left join tokens sent_token on sent_token.chain = o.origin_chain
  and sent_token.address = case
    when l.about #>> '{sent,token}' ~* '^0x' then lower(l.about #>> '{sent,token}')
    else l.about #>> '{sent,token}'
  end
  and l.about #>> '{sent,decimals}' is null
  and sent_token.decimals is not null
cross join lateral (
  select
    case when l.about #>> '{sent,amount}' ~ '^[0-9]{1,100}$'
      then (l.about #>> '{sent,amount}')::numeric
    end as raw,
    case when (l.about #>> '{sent,decimals}') ~ '^[0-9]{1,2}$'
      then (l.about #>> '{sent,decimals}')::integer
      else sent_token.decimals
    end as decimals
) sent
left join tokens received_token on received_token.chain = o.destination_chain
  and received_token.address = case
    when l.about #>> '{received,token}' ~* '^0x' then lower(l.about #>> '{received,token}')
    else l.about #>> '{received,token}'
  end
  and l.about #>> '{received,decimals}' is null
  and received_token.decimals is not null
cross join lateral (
  select
    case when l.about #>> '{received,amount}' ~ '^[0-9]{1,100}$'
      then (l.about #>> '{received,amount}')::numeric
    end as raw,
    case when (l.about #>> '{received,decimals}') ~ '^[0-9]{1,2}$'
      then (l.about #>> '{received,decimals}')::integer
      else received_token.decimals
    end as decimals
) received;

comment on view analytics_v1.legs is
  'The legs of each operation, as it is shown: one per step of its route, also those that are awaited, then the others.';
comment on column analytics_v1.legs.operation_id is 'The operation that the leg is in.';
comment on column analytics_v1.legs.protocol is 'The operation''s protocol.';
comment on column analytics_v1.legs.place is 'Its place among the operation''s legs, from 1.';
comment on column analytics_v1.legs.step is 'The step of the route, in the protocol''s words.';
comment on column analytics_v1.legs.role is 'The part that it plays: origin, attestation, hub, relay, destination, action, cancel, settlement or refund.';
comment on column analytics_v1.legs.chain is 'CAIP-2 id of its chain; null where that is not known.';
comment on column analytics_v1.legs.chain_name is 'Short name of the chain, else the protocol''s own name for it.';
comment on column analytics_v1.legs.inclusion is 'How firm it is on its own chain: expected, included, confirmed, finalized, orphaned, missing or skipped.';
comment on column analytics_v1.legs.outcome is 'What happened in it: unknown, success, failed_retryable or failed.';
comment on column analytics_v1.legs.block_number is 'Its block, on Solana its slot; null while it is awaited, as all that follows.';
comment on column analytics_v1.legs.block_hash is 'Hash of that block.';
comment on column analytics_v1.legs.block_time is 'Time of that block.';
comment on column analytics_v1.legs.transaction is 'Its transaction.';
comment on column analytics_v1.legs.log_index is 'Index of its log in the block; on Solana, its place in the transaction; -1 where there is no log.';
comment on column analytics_v1.legs.joined_by_kind is 'How it is known to belong to the operation: exact, lookalike or effect; null for the first leg.';
comment on column analytics_v1.legs.joined_by_key is 'The key that it shares with an earlier leg.';
comment on column analytics_v1.legs.details is 'What else its event tells, by the protocol''s names: a solver, a nonce. Text that contracts wrote.';
comment on column analytics_v1.legs.event_id is 'Its row in events.';
comment on column analytics_v1.legs.observed_at is 'When we read it, by our clock.';
comment on column analytics_v1.legs.observed_lag_seconds is 'From block_time to observed_at.';
comment on column analytics_v1.legs.operation_started_at is 'When its operation started, by chain time: to ask for some days alone.';
comment on column analytics_v1.legs.sent_token is 'Token that was sent, as this leg alone tells it: its address at the origin, or the protocol''s symbol. Several legs may tell the same amount: to add up, take one step.';
comment on column analytics_v1.legs.sent_raw is 'How much of it, in the token''s smallest unit.';
comment on column analytics_v1.legs.sent_decimals is 'Decimals of that token: by this leg, else by the token''s contract.';
comment on column analytics_v1.legs.sent_amount is 'The amount in whole tokens, exact; null where the decimals are not known.';
comment on column analytics_v1.legs.received_token is 'Token that was received, or is on its way, as this leg alone tells it: its address at the destination, or the protocol''s symbol. Several legs may tell the same amount: to add up, take one step.';
comment on column analytics_v1.legs.received_raw is 'How much of it, in the token''s smallest unit.';
comment on column analytics_v1.legs.received_decimals is 'Decimals of that token: by this leg, else by the token''s contract.';
comment on column analytics_v1.legs.received_amount is 'The amount in whole tokens, exact; null where the decimals are not known.';
