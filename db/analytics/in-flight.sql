-- How much is under way now, by lane and token, and since when does the oldest wait?
select
  protocol,
  origin_name as origin,
  destination_name as destination,
  coalesce(sent_symbol, sent_token) as token,
  count(*) as operations,
  sum(sent_amount) as amount,
  sum(sent_raw) as raw,
  min(started_at) as oldest
from analytics_v1.operations
where status in ('pending', 'confirmed', 'expired', 'refunding')
group by protocol, origin_name, destination_name, coalesce(sent_symbol, sent_token)
order by operations desc, protocol, origin, destination, token;
