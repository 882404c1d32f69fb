-- How much is under way, by lane and token, and since when does the oldest wait?
-- Before now, by chain time: what had begun by then and was not over yet, as it is known now. What was reorged away never was.
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at), under_way as (
  select operations.*
  from analytics_v1.operations, asked
  where started_at <= asked.at and status in ('pending', 'confirmed', 'expired', 'refunding')
  union all
  -- What is over now is looked at only by who asks about a time before.
  select operations.*
  from analytics_v1.operations, asked
  where nullif(current_setting('midflight.now', true), '') is not null
    and started_at <= asked.at and ended_at > asked.at and is_terminal
)
select
  protocol,
  origin_name as origin,
  destination_name as destination,
  coalesce(sent_symbol, sent_token) as token,
  count(*) as operations,
  sum(sent_amount) as amount,
  sum(sent_raw) as raw,
  min(started_at) as oldest
from under_way
group by protocol, origin_name, destination_name, coalesce(sent_symbol, sent_token)
order by operations desc, protocol, origin, destination, token;
