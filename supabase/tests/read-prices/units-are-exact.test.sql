begin;
select plan(2);

truncate spot.prices, spot.bars, spot.fx_rates;
select spot.ensure_partition('prices', '2025-08-13 00:00:00Z');
-- Five-minute prices of a week, one dollar up each time: 2001 at midnight of 6 August, 4197 at 15:00 of the 13th.
insert into spot.prices (priced_at, quoted_at, fetched_at, metal, status, provider, price, bid, ask, confidence)
select
  tick.at, tick.at, tick.at + interval '1 second', 'gold', 'agreed', 'consensus',
  2000 + tick.n, 2000 + tick.n - 0.5, 2000 + tick.n + 0.5, 0.25
from generate_series(timestamptz '2025-08-06 00:00:00Z', timestamptz '2025-08-13 15:00:00Z', interval '5 minutes')
  with ordinality as tick (at, n)
where spot.market_is_open(tick.at);
select spot.fold_into_bars(array_agg(metal), array_agg(priced_at), array_agg(price)) from spot.prices;

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
