begin;
select plan(4);

select spot_tests.empty_tables();
select spot.refresh_latest_prices();

select is(spot_tests.refusal('select public.read_prices()'), '503 PRICE_NOT_YET', 'an empty database has no price');

select spot_tests.prices_at('2025-08-13 15:00Z', '{"gold": 3350}');
select is(
  spot_tests.refusal($$ select public.read_prices('gold', at => '2025-08-12') $$), '404 PRICE_NOT_RECORDED',
  'before the history begins there never will be one'
);
select is(
  spot_tests.refusal($$ select public.read_prices('gold', 'EUR', at => '2025-08-13') $$), '404 PRICE_NOT_RECORDED',
  'without any rate a currency is not unknown but missing'
);
select is(
  spot_tests.refusal($$ select public.read_prices('silver', at => '2025-08-13') $$), '404 PRICE_NOT_RECORDED',
  'another metal has none'
);

select * from finish();
rollback;
