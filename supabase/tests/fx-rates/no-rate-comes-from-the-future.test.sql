begin;
select plan(6);

select spot_tests.empty_tables();
set local role service_role;
select spot_tests.pull_at('2025-08-13 15:00Z', facts => '{
  "fx": [
    {"currency": "EUR", "usd_value": 1.17, "quoted_at": "2025-08-13T00:00:00Z", "provider": "frankfurter"},
    {"currency": "JPY", "usd_value": 0.0068, "quoted_at": "2025-08-14T00:00:00Z", "provider": "frankfurter"},
    {"currency": "GBP", "usd_value": 1.35, "quoted_at": "2125-08-15T00:00:00Z", "provider": "metals-dev"},
    {"currency": "CHF", "usd_value": 1.24, "quoted_at": "2025-08-15T00:00:00Z", "provider": "metals-dev"}
  ]
}');

select results_eq(
  'select currency, rate_date from spot.fx_rates order by currency',
  $$ values ('EUR', date '2025-08-13'), ('JPY', '2025-08-14') $$,
  'what is dated today and tomorrow is stored, what is dated later is not'
);
select results_eq(
  'select currency, provider_key, refused_on, reason, detail from spot.fx_refusals order by currency',
  $$
    values
      ('CHF', 'metals-dev', date '2025-08-13', 'future', 'Dated after 2025-08-14'),
      ('GBP', 'metals-dev', '2025-08-13', 'future', 'Dated after 2025-08-14')
  $$,
  'it is kept with its reason'
);
select is((select state from spot.pulls), 'failed', 'the pull itself goes on as it would have');
select is((select summary from spot.pulls), '{}', 'without a failure of the database');
select is(
  spot.known_rates('2025-08-13 15:00Z') #>> '{GBP,refused}', '[]', 'a rate of the future confirms no later one'
);
select is(
  (select count(*)::int from spot.fx_rates where rate_date > '2025-08-14'), 0, 'no rate of the future is in force, ever'
);

select * from finish();
rollback;
