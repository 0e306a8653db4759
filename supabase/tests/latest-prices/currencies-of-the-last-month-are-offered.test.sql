begin;
select plan(1);

select spot_tests.empty_tables();

select spot_tests.prices_at('2025-08-13 15:00Z', '{"gold": 3350}');
select spot_tests.rates_at('2025-07-01 00:00Z', '{"EUR": 1.1}');
select spot_tests.rates_at('2025-07-11 00:00Z', '{"DEM": 0.5}');
select spot_tests.rates_at('2025-07-12 00:00Z', '{"AED": 0.27}');
select spot_tests.rates_at('2025-08-12 00:00Z', '{"EUR": 1.2, "USD": 1}');
select spot.refresh_latest_prices();

select results_eq(
  $$ select currency, currency_usd_value from spot.latest_prices order by currency $$,
  $$ values ('AED', 0.27), ('EUR', 1.2), ('USD', 1) $$,
  'each currency once with its newest value, none that nobody quoted for a month, and dollars always'
);

select * from finish();
rollback;
