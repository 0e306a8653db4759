begin;
select plan(6);

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

select spot.record_fx('[
  {"currency": "EUR", "usd_value": 1.25, "quoted_at": "2025-08-08T00:00:00Z", "provider": "frankfurter"},
  {"currency": "EUR", "usd_value": 1.6, "quoted_at": "2025-08-12T00:00:00Z", "provider": "frankfurter"},
  {"currency": "XTS", "usd_value": 2, "quoted_at": "2025-08-01T00:00:00Z", "provider": "frankfurter"}
]');

select results_eq(
  $$
    select answer ->> 'price', answer #>> '{fx,usd_value}', answer #>> '{fx,ts}', answer #>> '{fx,source}'
    from public.read_prices('gold', 'eur', at => '2025-08-12T23:59:59Z') as answer
  $$,
  $$ values ('2510', '1.6', '2025-08-12T00:00:00Z', 'frankfurter') $$,
  'an amount is dollars by the value of the day'
);
select is(
  public.read_prices('gold', 'EUR', at => '2025-08-10T23:00:00Z') #>> '{fx,ts}', '2025-08-08T00:00:00Z',
  'a Sunday uses the rate of Friday'
);
select results_eq(
  $$
    select value ->> 'ts', value ->> 'price'
    from json_array_elements(public.read_prices('gold', 'EUR', "window" => '7d', "interval" => '1d', at => '2025-08-13') -> 'series')
  $$,
  -- 8 August closes at 2828 (20:55), 10 and 11 August use the rate of the 8th; 9 August has no trade.
  $$
    values
      ('2025-08-08T00:00:00Z', '2262.4'), ('2025-08-10T00:00:00Z', '2752'), ('2025-08-11T00:00:00Z', '2982.4'),
      ('2025-08-12T00:00:00Z', '2510'), ('2025-08-13T00:00:00Z', '2623.125')
  $$,
  'each point has the rate of its own day'
);
select results_eq(
  $$
    select answer ->> 'count', answer #>> '{fx,points_without_rate}'
    from public.read_prices('gold', 'EUR', "window" => '30d', at => '2025-08-13') as answer
  $$,
  $$ values ('5', '2') $$,
  'points without a rate are left out and counted'
);
select throws_like(
  $$ select public.read_prices('gold', 'XTS', at => '2025-08-13') $$, '%"PRICE_NOT_RECORDED"%',
  'a rate of more than a week ago is none'
);
select is(
  public.read_prices('gold', 'XTS', at => '2025-08-08') ->> 'price', '1414', 'one of seven days ago counts'
);

select * from finish();
rollback;
