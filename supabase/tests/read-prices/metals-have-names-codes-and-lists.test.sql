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

select spot.record_prices(
  '2025-08-13 15:00:00Z', '[{"metal": "silver", "price": 38.5, "status": "single", "provider": "gold-api.com"}]'
);

select results_eq(
  $$
    select name, public.read_prices(name, at => '2025-08-13T15:02:30Z') ->> 'metal'
    from unnest(array['gold', 'GOLD', 'xau', 'XAU', ' gold ', 'XAG']) with ordinality as wanted (name, place)
    order by place
  $$,
  $$
    values
      ('gold', 'gold'), ('GOLD', 'gold'), ('xau', 'gold'), ('XAU', 'gold'), (' gold ', 'gold'), ('XAG', 'silver')
  $$,
  'a metal has a name and a code in any case'
);
select results_eq(
  $$
    select value ->> 'metal'
    from json_array_elements(public.read_prices('xag, gold,silver', at => '2025-08-13T15:02:30Z') -> 'prices')
  $$,
  array['silver', 'gold'],
  'a list is answered in its order, each metal once'
);
select results_eq(
  $$
    select json_array_length(answer -> 'prices'), answer ->> 'missing'
    from public.read_prices('all', at => '2025-08-13T15:02:30Z') as answer
  $$,
  $$ values (2, '["platinum","palladium"]') $$,
  'all names the metals that have no price'
);

select * from finish();
rollback;
