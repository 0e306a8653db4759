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
    select
      answer ->> 'price', answer #>> '{latest,ts}', answer #>> '{as_of,match}', answer #>> '{as_of,requested}',
      answer ->> 'count', answer #>> '{series,0,ts}'
    from public.read_prices('gold', at => '2025-08-12') as answer
  $$,
  $$ values ('4016', '2025-08-12T23:55:00Z', 'exact', '2025-08-12', '24', '2025-08-12T00:00:00Z') $$,
  'the last price of the day counts, and 24h are its hours'
);
select results_eq(
  $$
    select answer #>> '{latest,ts}', answer #>> '{as_of,match}', answer #>> '{latest,market}'
    from public.read_prices('gold', at => '2025-08-09') as answer
  $$,
  $$ values ('2025-08-08T20:55:00Z', 'before', 'closed') $$,
  'a Saturday has the price of Friday and says so'
);

select * from finish();
rollback;
