-- Makes the user that Grafana reads as: it may read the contract for data teams (analytics_v1), and nothing else. For psql,
-- with the password in the variable of this name. Doing it twice sets the password again.
select 'create role midflight_reader nologin'
where not exists (select from pg_roles where rolname = 'midflight_reader') \gexec
select 'create role midflight_grafana login in role midflight_reader'
where not exists (select from pg_roles where rolname = 'midflight_grafana') \gexec
alter role midflight_grafana password :'password';
-- A page that asks too much must not slow the indexer down for long.
alter role midflight_grafana set statement_timeout = '60s';
alter role midflight_grafana set default_transaction_read_only = on;
