begin;
select plan(5);

select spot_tests.empty_tables();
select spot_tests.import(jsonb_agg(jsonb_build_array('gold', at, 1000 + extract(minute from at), 'x')))
from generate_series(timestamptz '2020-01-02 10:00Z', '2020-01-02 11:55Z', '5 minutes') as at;
select spot_tests.add('prices', '{"price": 2000}', date_trunc('hour', now()) - n * interval '1 minute')
from generate_series(1, 5) as n;
select spot_tests.add('pulls', at => now() - n * interval '1 day') from unnest(array[91, 89]) as n;

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
