begin;
select plan(12);

select spot_tests.empty_tables();
select is(spot.backfill_reserve(100, '2025-06-01 00:00Z'), 60, 'at the start of a month a tenth and half of it');
select is(spot.backfill_reserve(100, '2025-06-16 00:00Z'), 35, 'less as it goes on');
select is(spot.backfill_reserve(null, now()), null, 'none where there is no quota');

update spot.providers set monthly_quota = 1000 where provider_key = 'metals-dev';
create function pg_temp.chunk(from_date text) returns jsonb language sql as $$
  select jsonb_build_object(
    'provider', 'metals-dev', 'origin', 'live', 'metal', null, 'from', from_date, 'to', '2025-01-30', 'cost', 1,
    'label', 'Metals.dev'
  )
$$;
set local role service_role;
select is(public.begin_backfill(pg_temp.chunk('2025-01-01')) ->> 'allowed', 'true', 'a call is charged');
select is((select calls from spot.provider_usage where provider_key = 'metals-dev'), 1, 'to the month');

select spot_tests.rates_at('2025-01-02 16:00Z', '{"EUR": 1.1}');
select spot_tests.add('prices', '{"price": 2600}', '2025-01-03 09:00Z');
select is(
  public.record_backfill(
    pg_temp.chunk('2025-01-01'), array['gold', 'gold', 'silver'],
    array['2025-01-02 12:00Z', '2025-01-03 12:00Z', '2025-01-03 12:00Z']::timestamptz[], array[2650, 2640, 30], 4,
    '[{"currency": "EUR", "usd_value": 1.2, "quoted_at": "2025-01-02T00:00:00Z"},
      {"currency": "EUR", "usd_value": 1.3, "quoted_at": "2025-01-03T00:00:00Z"}]'
  ),
  '{"new": 2, "same": 0, "conflicting": 1, "refused": 4, "rates": 1}', 'what is there stays'
);
select results_eq(
  $$ select metal, price, status, provider from spot.prices order by priced_at, metal $$,
  $$ values
    ('gold', 2650::numeric, 'imported', 'Metals.dev'), ('gold', 2600, 'agreed', 'consensus'),
    ('silver', 30, 'imported', 'Metals.dev') $$,
  'a day with pulled prices gets no close'
);
select results_eq(
  $$ select usd_value from spot.fx_rates order by rate_date $$, $$ values (1.1::numeric), (1.3) $$, 'nor a rate a second value'
);
select is(
  public.begin_backfill(pg_temp.chunk('2025-01-01')) ->> 'reason', 'already_done', 'a stored chunk is not asked for again'
);

update spot.provider_usage set calls = 1000 - spot.backfill_reserve(1000, now()) where provider_key = 'metals-dev';
select is(public.begin_backfill(pg_temp.chunk('2025-01-02')) ->> 'reason', 'reserve', 'what pulls need is left');
select is(
  (select calls from spot.provider_usage where provider_key = 'metals-dev'), 1000 - spot.backfill_reserve(1000, now()),
  'and nothing charged'
);
reset role;
update spot.providers set is_enabled = false where provider_key = 'metals-dev';
update spot.provider_usage set calls = 0;
set local role service_role;
select is(public.begin_backfill(pg_temp.chunk('2025-01-02')) ->> 'reason', 'disabled', 'a provider that is off is not asked');

select * from finish();
rollback;
