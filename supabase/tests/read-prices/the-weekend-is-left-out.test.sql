begin;
select plan(3);

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

-- Feeds go on on Saturday; the price is kept, but it is no trade.
select spot.record_prices(
  '2025-08-09 12:00:00Z', '[{"metal": "gold", "price": 9999, "status": "single", "provider": "gold-api.com"}]'
);
-- Sunday evening New York belongs to the same week of UTC.
select spot.record_prices(
  '2025-08-10 22:30:00Z', '[{"metal": "gold", "price": 3412, "status": "single", "provider": "gold-api.com"}]'
);

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
