begin;
select plan(3);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();

-- Feeds go on on Saturday; the price is kept, but it is not a trade.
select spot_tests.prices_at('2025-08-09 12:00Z', '{"gold": 9999}');
-- Sunday evening New York belongs to the same week of UTC.
select spot_tests.prices_at('2025-08-10 22:30Z', '{"gold": 3412}');

select is_empty(
  $$ select from spot.bars where high = 9999 $$, 'no bar holds a price of the weekend'
);
select is_empty(
  $$
    select value
    from unnest(array['24h', '7d', '30d', 'max']) as name
    cross join lateral json_array_elements(
      public.read_prices('gold', "window" => name, at => '2025-08-10T12:00:00Z') -> 'series'
    ) as point (value)
    where (value ->> 'high')::numeric = 9999
  $$,
  'nor does a bar that is cut off on Sunday noon'
);
select is(
  public.read_prices('gold', at => '2025-08-10T12:00:00Z') #>> '{latest,market}', 'closed', 'the market is said to be closed'
);

select * from finish();
rollback;
