create or replace view analytics_v1.operations as
select
  o.id as operation_id,
  o.protocol,
  o.kind,
  o.status,
  o.stage,
  (o.body ->> 'terminal')::boolean as is_terminal,
  o.final as is_final,
  o.body ->> 'coverage' as coverage,
  o.body ->> 'settlement' as settlement,
  array(select jsonb_array_elements_text(o.body -> 'conflicts')) as conflicts,
  array(select jsonb_array_elements_text(o.body -> 'specGaps')) as spec_gaps,
  o.origin_chain,
  coalesce(origin.name, o.body #>> '{origin,name}') as origin_name,
  o.destination_chain,
  coalesce(destination.name, o.body #>> '{destination,name}') as destination_name,
  o.sender,
  o.recipient,
  o.body #>> '{about,sent,token}' as sent_token,
  o.body #>> '{about,sent,symbol}' as sent_symbol,
  sent.raw as sent_raw,
  sent.decimals as sent_decimals,
  trim_scale(sent.raw * ('1e-' || sent.decimals)::numeric) as sent_amount,
  o.body #>> '{about,received,token}' as received_token,
  o.body #>> '{about,received,symbol}' as received_symbol,
  received.raw as received_raw,
  received.decimals as received_decimals,
  trim_scale(received.raw * ('1e-' || received.decimals)::numeric) as received_amount,
  case when s.version = o.version then s.size_bucket end as size_bucket,
  o.body #>> '{pending,step}' as waits_for_step,
  o.body #>> '{pending,chain}' as waits_on_chain,
  to_timestamp((o.body #>> '{pending,since}')::double precision) as waits_since,
  to_timestamp((o.body #>> '{pending,deadline}')::double precision) as deadline_at,
  o.started_at,
  case when s.version = o.version then s.ended_at end as ended_at,
  case when s.version = o.version then s.seconds::double precision end as seconds_to_completion,
  o.version,
  (o.body ->> 'rulesVersion')::integer as rules_version,
  t.chain_time,
  t.observed_at,
  extract(epoch from t.observed_at - t.chain_time)::double precision as observed_lag_seconds,
  o.body #>> '{about,clientRef}' as client_ref,
  o.body ->> 'supersededBy' as superseded_by,
  sent.told_by as sent_decimals_told_by,
  sent_token.symbol as sent_contract_symbol,
  received.told_by as received_decimals_told_by,
  received_token.symbol as received_contract_symbol
from operations o
left join chains origin on origin.id = o.origin_chain
left join chains destination on destination.id = o.destination_chain
left join operation_summaries s on s.operation_id = o.id
left join transitions t on t.operation_id = o.id and t.version = o.version
left join tokens sent_token on sent_token.chain = o.origin_chain
  and sent_token.address = case
    when o.body #>> '{about,sent,token}' ~* '^0x' then lower(o.body #>> '{about,sent,token}')
    else o.body #>> '{about,sent,token}'
  end
  and o.body #>> '{about,sent,decimals}' is null
  and sent_token.decimals is not null
cross join lateral (
  select
    case when o.body #>> '{about,sent,amount}' ~ '^[0-9]{1,100}$'
      then (o.body #>> '{about,sent,amount}')::numeric
    end as raw,
    case when (o.body #>> '{about,sent,decimals}') ~ '^[0-9]{1,2}$'
      then (o.body #>> '{about,sent,decimals}')::integer
      else sent_token.decimals
    end as decimals,
    case
      when sent_token.decimals is not null then 'contract'
      when o.body #>> '{about,sent,decimals}' is not null then 'protocol'
    end as told_by
) sent
left join tokens received_token on received_token.chain = o.destination_chain
  and received_token.address = case
    when o.body #>> '{about,received,token}' ~* '^0x' then lower(o.body #>> '{about,received,token}')
    else o.body #>> '{about,received,token}'
  end
  and o.body #>> '{about,received,decimals}' is null
  and received_token.decimals is not null
cross join lateral (
  select
    case when o.body #>> '{about,received,amount}' ~ '^[0-9]{1,100}$'
      then (o.body #>> '{about,received,amount}')::numeric
    end as raw,
    case when (o.body #>> '{about,received,decimals}') ~ '^[0-9]{1,2}$'
      then (o.body #>> '{about,received,decimals}')::integer
      else received_token.decimals
    end as decimals,
    case
      when received_token.decimals is not null then 'contract'
      when o.body #>> '{about,received,decimals}' is not null then 'protocol'
    end as told_by
) received;

comment on view analytics_v1.operations is
  'What users did: one row for each operation, as it is known now. Names, tokens and marks are what contracts said: anybody can deploy one.';
comment on column analytics_v1.operations.operation_id is 'Its id, protocol first. Stable, but for operations that turn out to be one.';
comment on column analytics_v1.operations.protocol is 'The protocol that its legs belong to.';
comment on column analytics_v1.operations.kind is 'What kind of operation it is, in the protocol''s words.';
comment on column analytics_v1.operations.status is 'How far it is across all its chains: pending, confirmed, complete, expired, refunding, refunded, failed, cancelled or reverted.';
comment on column analytics_v1.operations.stage is 'The step inside the status.';
comment on column analytics_v1.operations.is_terminal is 'True if no further step is expected.';
comment on column analytics_v1.operations.is_final is 'True if no reorg can undo it: every leg that the status rests on is finalized.';
comment on column analytics_v1.operations.coverage is 'What of its way is indexed here: full, source_only, destination_only or chain_not_covered.';
comment on column analytics_v1.operations.settlement is 'Whether who delivered it is paid: n/a, pending, settled or failed. Nothing to the user.';
comment on column analytics_v1.operations.conflicts is 'What firm legs say that cannot all be right.';
comment on column analytics_v1.operations.spec_gaps is 'What was seen although the protocol''s rules call it impossible.';
comment on column analytics_v1.operations.origin_chain is 'CAIP-2 id of the chain where it starts; null where no leg tells, or the chain is not known here.';
comment on column analytics_v1.operations.origin_name is 'Short name of that chain, else the protocol''s own name for it.';
comment on column analytics_v1.operations.destination_chain is 'CAIP-2 id of the chain where it ends; null where no leg tells, or the chain is not known here.';
comment on column analytics_v1.operations.destination_name is 'Short name of that chain, else the protocol''s own name for it.';
comment on column analytics_v1.operations.sender is 'Who sent it.';
comment on column analytics_v1.operations.recipient is 'Whom it is for.';
comment on column analytics_v1.operations.sent_token is 'Token that was sent: its address at the origin, or the protocol''s symbol.';
comment on column analytics_v1.operations.sent_symbol is 'Its symbol in the protocol''s own registry; null where the protocol has none.';
comment on column analytics_v1.operations.sent_raw is 'Amount that was sent, in the token''s smallest unit.';
comment on column analytics_v1.operations.sent_decimals is 'Decimals of that token; null where no leg, no registry and no contract tells.';
comment on column analytics_v1.operations.sent_amount is 'The amount in whole tokens, exact; null where the decimals are not known.';
comment on column analytics_v1.operations.received_token is 'Token that was received, as for the one sent.';
comment on column analytics_v1.operations.received_symbol is 'Its symbol in the protocol''s own registry.';
comment on column analytics_v1.operations.received_raw is 'Amount that was received, in the token''s smallest unit.';
comment on column analytics_v1.operations.received_decimals is 'Decimals of that token.';
comment on column analytics_v1.operations.received_amount is 'The amount in whole tokens, exact; null where the decimals are not known.';
comment on column analytics_v1.operations.size_bucket is 'Order of magnitude of the amount in whole tokens (sent, else received), whatever the token is worth; unknown without decimals. Null for some seconds after a change.';
comment on column analytics_v1.operations.waits_for_step is 'The step that blocks it; null if nothing does.';
comment on column analytics_v1.operations.waits_on_chain is 'The chain on which that step is awaited.';
comment on column analytics_v1.operations.waits_since is 'Chain time of the leg that came last before this wait.';
comment on column analytics_v1.operations.deadline_at is 'Until when the step may happen by the clock of its chain, or the deadline that has passed.';
comment on column analytics_v1.operations.started_at is 'Chain time of its earliest leg.';
comment on column analytics_v1.operations.ended_at is 'Chain time of what ended it: of a complete one, when the last required step was there. Null while it is open, where no leg tells, and for some seconds after a change.';
comment on column analytics_v1.operations.seconds_to_completion is 'From the first leg that still stands to ended_at, of complete operations alone. It may be less than from started_at, which a leg that was reorged away may tell.';
comment on column analytics_v1.operations.version is 'How many times it has changed.';
comment on column analytics_v1.operations.rules_version is 'Version of the protocol''s rules by which it was judged.';
comment on column analytics_v1.operations.chain_time is 'Chain time of what brought its newest version about: a leg, or a head that moved.';
comment on column analytics_v1.operations.observed_at is 'When that version was written, by our clock.';
comment on column analytics_v1.operations.observed_lag_seconds is 'From chain_time to observed_at: how late we were. Large for blocks that were read as history.';
comment on column analytics_v1.operations.client_ref is 'The mark that its sender left to find it by.';
comment on column analytics_v1.operations.superseded_by is 'The operation that stands in its place since a reorg.';
comment on column analytics_v1.operations.sent_decimals_told_by is 'Who tells the decimals of the token sent: protocol, by its events or its registry, else contract; null where nobody does.';
comment on column analytics_v1.operations.sent_contract_symbol is 'What its contract calls it, where the contract was asked for its decimals. Anybody may give a contract any name: group by sent_token.';
comment on column analytics_v1.operations.received_decimals_told_by is 'The same of the token received.';
comment on column analytics_v1.operations.received_contract_symbol is 'The same of the token received.';
