-- How many of the operations that began in the last thirty days and are over were refunded, by lane?
with asked as (select coalesce(nullif(current_setting('midflight.now', true), '')::timestamptz, now()) as at)
select
  protocol,
  origin_name as origin,
  destination_name as destination,
  count(*) as ended,
  count(*) filter (where status = 'refunded') as refunded,
  round(100.0 * count(*) filter (where status = 'refunded') / count(*), 2) as percent
from analytics_v1.operations, asked
where started_at > asked.at - interval '30 days' and started_at <= asked.at and is_terminal
group by protocol, origin_name, destination_name
order by refunded desc, ended desc, protocol, origin, destination;
