-- How much was sent each day of the last thirty, by protocol and token, and how much of it arrived?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at)
select
  date_trunc('day', started_at, 'UTC') as day,
  protocol,
  coalesce(sent_symbol, sent_token) as token,
  count(*) as operations,
  sum(sent_amount) as amount,
  sum(sent_amount) filter (where status = 'complete') as completed_amount,
  sum(sent_raw) as raw
from analytics_v1.operations, asked
where started_at > asked.at - interval '30 days' and started_at <= asked.at and sent_raw is not null
group by 1, protocol, coalesce(sent_symbol, sent_token)
order by day, protocol, token;
