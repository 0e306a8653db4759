begin;
select plan(5);

select spot_tests.empty_tables();
select spot.import_prices(
  array_agg('gold'::text), array_agg(at), array_agg(1000 + extract(minute from at)::numeric), array_agg('x'::text), false
)
from generate_series(timestamptz '2020-01-02 10:00Z', '2020-01-02 11:55Z', '5 minutes') as at;
select spot.ensure_partition('prices', now() - interval '1 hour');
insert into spot.prices (metal, priced_at, status, provider, price)
select 'gold', date_trunc('hour', now()) - n * interval '1 minute', 'single', 'x', 2000 from generate_series(1, 5) as n;
insert into spot.pulls (slot_at, trigger, state, started_at, finished_at, lease_expires_at)
values
  (now() - interval '91 days', 'cron', 'succeeded', now() - interval '91 days', now() - interval '91 days', now()),
  (now() - interval '89 days', 'cron', 'succeeded', now() - interval '89 days', now() - interval '89 days', now());

select is(spot.thin_out(), '{"prices": 22, "pulls": 1}', 'it says what went');
select results_eq(
  $$ select priced_at, price from spot.prices where priced_at < now() - interval '1 year' order by 1 $$,
  $$ values (timestamptz '2020-01-02 10:55Z', 1055::numeric), ('2020-01-02 11:55Z', 1055) $$,
  'the last price of each old hour stays'
);
select is((select count(*)::int from spot.prices where price = 2000), 5, 'young prices stay');
select results_eq(
  $$ select open, high, low, close, price_count from spot.bars where resolution = 'hour' order by opened_at limit 1 $$,
  $$ values (1000::numeric, 1055::numeric, 1000::numeric, 1055::numeric, 12) $$, 'bars keep what they know'
);
select is(spot.thin_out(), '{"prices": 0, "pulls": 0}', 'a second time finds nothing');

select * from finish();
rollback;
