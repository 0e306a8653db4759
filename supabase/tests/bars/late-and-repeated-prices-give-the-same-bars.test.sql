begin;
select plan(3);

select spot_tests.empty_tables();

-- The same forty prices of two hours, in order in one go, and one by one in a shuffled order with repeats.
create temporary table ticks as
select n, timestamptz '2025-08-13 14:00:00Z' + n * interval '3 minutes' as at, 3300 + (n * 37) % 41 as price
from generate_series(0, 39) as n;

select spot.ensure_partition('prices', '2025-08-13 00:00:00Z');
select spot.fold_into_bars(array_agg('gold'::text), array_agg(at), array_agg(price::numeric)) from ticks;
create temporary table in_order as select * from spot.bars where metal = 'gold';
truncate spot.bars;

select spot_tests.prices_at(at, jsonb_build_object('gold', price)) from (select * from ticks order by md5(n::text)) as shuffled;
select spot_tests.prices_at(at, '{"gold": 1}') from ticks where n % 3 = 0;

select is((select count(*)::int from in_order), 4, 'two hours, a day and a week');
select set_eq('select * from spot.bars', 'select * from in_order', 'late, shuffled and repeated prices give the same bars');
select results_eq(
  $$ select opened_at, open, high, low, close, price_count, first_at, last_at from spot.bars where resolution = 'week' $$,
  $$
    select
      timestamptz '2025-08-11 00:00:00Z',
      (array_agg(price order by at))[1]::numeric, max(price)::numeric, min(price)::numeric,
      (array_agg(price order by at desc))[1]::numeric, count(*)::int, min(at), max(at)
    from ticks
  $$,
  'a bar is what its prices say'
);

select * from finish();
rollback;
