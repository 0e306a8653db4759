begin;
select plan(10);

select spot_tests.empty_tables();
create function pg_temp.rate() returns text language sql as $$
  select concat_ws(' ', provider_key, usd_value, is_reference) from spot.fx_rates where rate_date = '2025-08-13'
$$;

select lives_ok(
  $$
    select spot.record_fx('[
      {"currency": "EUR", "usd_value": 1.16, "quoted_at": "2025-08-13T00:00:00Z", "provider": "frankfurter"},
      {"currency": "EUR", "usd_value": 1.17, "quoted_at": "2025-08-13T15:00:00Z", "provider": "metals-dev"}
    ]')
  $$,
  'two sources may quote one currency in one pull'
);
select is(pg_temp.rate(), 'frankfurter 1.16 t', 'the reference counts, though it is stamped with midnight');
select spot_tests.rates_at('2025-08-13 18:00Z', '{"EUR": {"usd_value": 0.8467, "provider": "metals-dev"}}');
select is(pg_temp.rate(), 'frankfurter 1.16 t', 'a later quote of a reseller does not replace it');
select spot_tests.rates_at('2025-08-13 00:00Z', '{"EUR": 1.165}');
select is(pg_temp.rate(), 'frankfurter 1.165 t', 'a correction of the reference does');

delete from spot.fx_rates where currency = 'EUR';
select spot_tests.rates_at('2025-08-13 15:00Z', '{"EUR": {"usd_value": 0.8467, "provider": "metals-dev"}}');
select spot_tests.rates_at('2025-08-13 10:00Z', '{"EUR": {"usd_value": 1.1, "provider": "metals-dev"}}');
select is(pg_temp.rate(), 'metals-dev 0.8467 f', 'of a reseller the newer quote of the day counts');
select spot_tests.rates_at('2025-08-13 00:00Z', '{"EUR": 1.16}');
select is(pg_temp.rate(), 'frankfurter 1.16 t', 'and a reference that comes later replaces it');
select spot_tests.rates_at('2025-08-13 16:00Z', '{"EUR": {"usd_value": 1.16, "provider": "metals-dev"}}');
select is(pg_temp.rate(), 'frankfurter 1.16 t', 'the same value does not change where it comes from');
select spot_tests.rates_at(
  '2025-08-13 16:00Z', '{"CHF": {"usd_value": 1.24, "provider": "metals-dev", "is_reference": true}}'
);
select is(
  (select is_reference from spot.fx_rates where currency = 'CHF'), true, 'what the pull says of the source goes before its kind'
);
select spot_tests.rates_at('2025-08-14 00:00Z', '{"EUR": 1.2}');
select is((select count(*)::int from spot.fx_rates where currency = 'EUR'), 2, 'another day is another row');
select is(spot.record_fx('[]'), 0, 'no rate is no change');

select * from finish();
rollback;
