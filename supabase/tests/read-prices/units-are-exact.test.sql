begin;
select plan(2);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();

select results_eq(
  $$
    select answer ->> 'unit', answer ->> 'price', answer #>> '{latest,bid}', answer #>> '{latest,ask}'
    from unnest(array['toz', 'g', 'kg']) with ordinality as wanted (unit, place)
    cross join lateral public.read_prices('gold', unit => wanted.unit, at => '2025-08-13T15:02:30Z') as answer
    order by place
  $$,
  -- 4197 / 31.1034768 = 134.936683..., with eight significant digits.
  $$ values
    ('toz', '4197', '4196.5', '4197.5'), ('g', '134.93668', '134.92061', '134.95276'), ('kg', '134936.68', '134920.61', '134952.76')
  $$,
  'a troy ounce is 31.1034768 grams'
);
select results_eq(
  $$ select spot.price_decimals(price) from unnest(array[0.04, 1.2, 38.5, 999.99, 4197, 134936, 98765432]::numeric[]) as price $$,
  array[9, 7, 6, 5, 4, 2, 2],
  'an amount shows eight significant digits, and cents at least'
);

select * from finish();
rollback;
