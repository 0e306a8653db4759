begin;
select plan(1);

select spot_tests.empty_tables();

-- Midnight (UTC) of a day from today on, in any time zone of the session.
create function pg_temp.day(days int) returns timestamptz language sql as $$
  select ((now() at time zone 'UTC')::date + days)::timestamp at time zone 'UTC'
$$;


select spot_tests.prices_at('2025-08-13 15:00Z', '{"gold": 3350}');
select spot_tests.rates_at(pg_temp.day(-50), '{"EUR": 1.1}');
select spot_tests.rates_at(pg_temp.day(-31), '{"DEM": 0.5}');
select spot_tests.rates_at(pg_temp.day(-30), '{"AED": 0.27}');
select spot_tests.rates_at(pg_temp.day(0), '{"EUR": 1.2, "USD": 1}');
select spot_tests.rates_at(pg_temp.day(+1), '{"EUR": 7, "JPY": 0.006}');
select spot.refresh_latest_prices();

select results_eq(
  $$ select currency, currency_usd_value from spot.latest_prices order by currency $$,
  $$ values ('AED', 0.27), ('EUR', 1.2), ('USD', 1) $$,
  'each currency once with its newest value, none of 31 days ago or of tomorrow, and dollars always'
);

select * from finish();
rollback;
