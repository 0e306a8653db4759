begin;
select plan(4);

select spot_tests.empty_tables();

select spot_tests.prices_at(
  now() - interval '1 minute', '{"gold": {"price": 4000, "status": "imported", "provider": "LBMA"}}'
);
select spot.refresh_latest_prices();
select is(
  public.read_prices('gold') -> 'latest' ->> 'state', 'stale', 'a fix of this minute is not fresh'
);

select spot_tests.prices_at(
  now() - interval '5 minutes', '{"gold": {"price": 4010, "status": "single", "provider": "metals.dev"}}'
);
select spot.refresh_latest_prices();
select is((public.read_prices('gold') ->> 'price')::numeric, 4010::numeric, 'nor does it hide a pulled price');

delete from spot.prices where status = 'single';
select spot_tests.prices_at(
  now() - interval '2 days', '{"gold": {"price": 3900, "status": "single", "provider": "metals.dev"}}'
);
select spot.refresh_latest_prices();
select is((public.read_prices('gold') ->> 'price')::numeric, 4000::numeric, 'unless that is more than a day older');
select is(
  public.read_prices('gold') -> 'latest' ->> 'provider', 'LBMA', 'and its source is named'
);

select * from finish();
rollback;
