begin;
select plan(5);

truncate spot.prices, spot.bars, spot.fx_rates;
select spot.ensure_partition('prices', '2025-08-13 00:00:00Z');
-- Five-minute prices of a week, one dollar up each time: 2001 at midnight of 6 August, 4197 at 15:00 of the 13th.
insert into spot.prices (priced_at, quoted_at, fetched_at, metal, status, provider, price, bid, ask, confidence)
select
  tick.at, tick.at, tick.at + interval '1 second', 'gold', 'agreed', 'consensus',
  2000 + tick.n, 2000 + tick.n - 0.5, 2000 + tick.n + 0.5, 0.25
from generate_series(timestamptz '2025-08-06 00:00:00Z', timestamptz '2025-08-13 15:00:00Z', interval '5 minutes')
  with ordinality as tick (at, n)
where spot.market_is_open(tick.at)
  -- An outage in open market.
  and tick.at not between '2025-08-13 09:00:00Z' and '2025-08-13 10:59:00Z';
select spot.fold_into_bars(array_agg(metal), array_agg(priced_at), array_agg(price)) from spot.prices;

create function pg_temp.points("window" text, at text) returns table (ts text, price numeric, low numeric, carried boolean)
language sql as $$
  select value ->> 'ts', (value ->> 'price')::numeric, (value ->> 'low')::numeric, (value ->> 'carried')::boolean
  from json_array_elements(public.read_prices('gold', "window" => points."window", at => points.at) -> 'series')
$$;

select results_eq(
  $$ select ts, price, low from pg_temp.points('24h', '2025-08-13T15:02:30Z') where carried $$,
  -- 20:55 of the 12th is the last price before the break.
  $$ values ('2025-08-12T21:00:00Z', 3980::numeric, 3980::numeric) $$,
  'the hour of the daily break carries the last price'
);
select is(
  (select count(*)::int from pg_temp.points('24h', '2025-08-13T15:02:30Z')), 22,
  'two hours of an outage stay out'
);
select results_eq(
  $$ select count(*)::int, count(distinct price)::int, min(price) from pg_temp.points('12h', '2025-08-10T12:00:00Z') $$,
  $$ values (24, 1, 2828::numeric) $$,
  'on a Sunday all of 12h is the close of Friday, from before the window'
);
select is_empty(
  $$ select from pg_temp.points('30d', '2025-08-13T15:02:30Z') where carried $$, 'days without trade are left out'
);
select is_empty(
  $$ select from pg_temp.points('24h', '2025-08-20T12:00:00Z') $$, 'nothing is carried over days of open market'
);

select * from finish();
rollback;
