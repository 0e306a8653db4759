begin;
select plan(6);

select spot_tests.empty_tables();
select spot_tests.import(jsonb_agg(jsonb_build_array('gold', at, 1000 + extract(hour from at at time zone 'UTC') * 100
  + extract(minute from at at time zone 'UTC'), 'x')))
from generate_series(timestamptz '2020-01-02 10:00Z', '2020-01-02 12:55Z', '5 minutes') as at;
select spot.thin_out();
create temporary table before as select * from spot.bars;

select spot.rebuild_bars('gold', '2020-01-02 10:30Z', '2020-01-02 12:30Z');
select results_eq(
  'select * from spot.bars order by resolution, opened_at', 'select * from before order by resolution, opened_at',
  'made again, bars of thinned hours are what they were'
);
select public.retract_prices('gold', '2020-01-02 11:00Z', '2020-01-02 11:59Z', 'wrong');
select results_eq(
  $$ select opened_at from spot.bars where resolution = 'hour' order by 1 $$,
  array['2020-01-02 10:00Z', '2020-01-02 12:00Z']::timestamptz[], 'an hour goes with its last price'
);
select results_eq(
  $$ select open, high, low, close, price_count from spot.bars where resolution = 'day' $$,
  $$ values (2000::numeric, 2255::numeric, 2000::numeric, 2255::numeric, 24) $$,
  'the day is made of the hours that are left, with highs of prices that are no more'
);
select public.retract_prices('gold', '2020-01-02 10:00Z', '2020-01-02 10:50Z', 'wrong');
select is(
  (select count(*)::int from spot.bars where resolution = 'hour'), 2, 'where the last price stays, so does the hour'
);
select public.retract_prices('gold', '2020-01-01 00:00Z', '2020-01-03 00:00Z', 'all of it');
select is((select count(*)::int from spot.bars), 0, 'no price, no bar');
select is((select count(*)::int from spot.retracted_prices), 3, 'each price that was left is kept');

select * from finish();
rollback;
