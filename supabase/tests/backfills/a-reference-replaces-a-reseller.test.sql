begin;
select plan(3);

select spot_tests.empty_tables();
set local role service_role;
select spot_tests.rates_at('2025-08-12 15:00Z', '{"EUR": {"usd_value": 0.8467, "provider": "metals-dev"}}');
create function pg_temp.backfill(provider text, usd_value numeric) returns jsonb language sql as $$
  select public.record_backfill(
    jsonb_build_object('provider', provider, 'origin', 'live', 'from', '2025-08-12', 'to', '2025-08-12', 'label', provider),
    '{}', '{}', '{}', 0,
    jsonb_build_array(jsonb_build_object('currency', 'EUR', 'usd_value', usd_value, 'quoted_at', '2025-08-12T23:00:00Z'))
  )
$$;
select is(pg_temp.backfill('metals-api', 1.2) ->> 'rates', '0', 'a day that has a rate gets no other one of a reseller');
select is(pg_temp.backfill('frankfurter', 1.17) ->> 'rates', '1', 'but that of central banks');
select is(pg_temp.backfill('metals-dev', 1.3) ->> 'rates', '0', 'which stays');

select * from finish();
rollback;
