create or replace view analytics_v1.tokens as
select
  t.chain,
  chain.name as chain_name,
  t.address,
  t.decimals::integer as decimals,
  t.symbol,
  t.reason,
  t.attempts,
  t.asked_at,
  t.next_at
from tokens t
left join chains chain on chain.id = t.chain;

comment on view analytics_v1.tokens is 'Tokens that operations name without their decimals, and what their contracts say of themselves. Anybody can deploy one, and call it as they like.';
comment on column analytics_v1.tokens.chain is 'CAIP-2 id of its chain.';
comment on column analytics_v1.tokens.chain_name is 'Short name of the chain; null where it is not indexed here, so that nobody asks.';
comment on column analytics_v1.tokens.address is 'Its address, in the notation of its chain; hexadecimal in lower case.';
comment on column analytics_v1.tokens.decimals is 'Its decimals; null while they are not known.';
comment on column analytics_v1.tokens.symbol is 'Its symbol; null where it has none that is fit to be shown.';
comment on column analytics_v1.tokens.reason is 'Why decimals or symbol are null, once it was asked.';
comment on column analytics_v1.tokens.attempts is 'How often it was asked.';
comment on column analytics_v1.tokens.asked_at is 'When it was last asked, by our clock.';
comment on column analytics_v1.tokens.next_at is 'When it is to be asked; null once its decimals are known.';
