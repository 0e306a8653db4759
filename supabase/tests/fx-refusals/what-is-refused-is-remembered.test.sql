begin;
select plan(8);

select spot_tests.empty_tables();
set local role service_role;
create function pg_temp.refuse(slot timestamptz, usd_value numeric, days int) returns void language sql as $$
  select spot_tests.pull_at(slot, facts => jsonb_build_object('fx_refused', jsonb_build_array(jsonb_build_object(
    'provider', 'metals-dev', 'currency', 'EUR', 'usd_value', usd_value, 'quoted_at', slot, 'reason', 'reciprocal',
    'detail', 'about 1 / 1.18', 'first_at', '2025-08-12T10:00:00Z', 'days', days
  ))))
$$;

select spot_tests.pull_at('2025-08-12 10:00Z', rates => '{"EUR": 1.17}');
select pg_temp.refuse('2025-08-12 10:05Z', 0.84, 1);
select pg_temp.refuse('2025-08-12 10:10Z', 0.85, 1);
select is(
  (select array_agg(usd_value) from spot.fx_refusals), array[0.85], 'of one day the newest of a provider is kept'
);
select pg_temp.refuse('2025-08-13 10:00Z', 0.86, 2);
select is((select count(*)::int from spot.fx_refusals), 2, 'another day is another row');
select is(
  spot.known_rates('2025-08-13 10:05Z') -> 'EUR',
  '{
    "usd_value": 1.17, "rate_date": "2025-08-12", "quoted_at": "2025-08-12T10:00:00Z", "provider": "frankfurter",
    "is_reference": true, "reference": {"usd_value": 1.17, "rate_date": "2025-08-12"},
    "refused": [{
      "provider": "metals-dev", "usd_value": 0.86, "first_at": "2025-08-12T10:00:00Z", "last_at": "2025-08-13T10:00:00Z",
      "days": 2
    }]
  }',
  'a claim hands out what is accepted, the reference and what was refused last'
);
select spot_tests.pull_at('2025-08-13 10:05Z', rates => '{"CHF": {"usd_value": 1.24, "provider": "metals-dev"}}');
select is(
  jsonb_array_length(spot.known_rates('2025-08-13 10:10Z') #> '{EUR,refused}'), 1, 'another currency settles nothing'
);
select spot_tests.pull_at('2025-08-13 10:10Z', rates => '{"EUR": {"usd_value": 1.17, "provider": "metals-dev"}}');
select is(
  spot.known_rates('2025-08-13 10:15Z') #> '{EUR,refused}', '[]', 'a good rate of the provider settles it'
);
select is((select count(*)::int from spot.fx_refusals), 2, 'what was refused stays visible');
select is(
  spot_tests.claim('2025-08-13 10:15Z') #>> '{rates,CHF}', 
  '{"refused": [], "provider": "metals-dev", "quoted_at": "2025-08-13T10:05:00Z", "rate_date": "2025-08-13", "reference": null, "usd_value": 1.24, "is_reference": false}',
  'a currency without reference says so'
);
select is(
  spot.known_rates('2025-08-12 09:00Z') #> '{EUR,usd_value}', '1.17', 'a rate counts on the whole of its day'
);

select * from finish();
rollback;
