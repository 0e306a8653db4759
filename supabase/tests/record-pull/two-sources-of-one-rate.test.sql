begin;
select plan(4);

select spot_tests.empty_tables();

select lives_ok(
  $$
    select spot.record_fx('[
      {"currency": "EUR", "usd_value": 1.16, "quoted_at": "2025-08-13T00:00:00Z", "provider": "frankfurter"},
      {"currency": "EUR", "usd_value": 1.17, "quoted_at": "2025-08-13T15:00:00Z", "provider": "metals-dev"}
    ]')
  $$,
  'two sources may quote one currency in one pull'
);
select is((select usd_value from spot.fx_rates), 1.17, 'the newer of the day counts');
select spot_tests.rates_at('2025-08-13 10:00Z', '{"EUR": 1.1}');
select is((select usd_value from spot.fx_rates), 1.17, 'an older one of the same day changes nothing');
select spot_tests.rates_at('2025-08-14 00:00Z', '{"EUR": 1.2}');
select is((select count(*)::int from spot.fx_rates), 2, 'another day is another row');

select * from finish();
rollback;
