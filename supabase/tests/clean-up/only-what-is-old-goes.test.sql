begin;
select plan(8);

select spot.ensure_partition('prices', '2020-01-15 00:00:00Z');
select spot_tests.empty_tables();

select spot.ensure_partition('quotes', '2020-01-15 00:00:00Z');
select spot.ensure_partition('quotes', now() - make_interval(days => 59));
select spot.ensure_partition('quotes', now());
select spot_tests.add('provider_calls', at => now() - n * interval '1 day') from unnest(array[91, 89]) as n;
create temporary table kept as
select inhrelid::regclass::text as name from pg_catalog.pg_inherits where inhparent = 'spot.quotes'::regclass;

select spot_tests.add('breaker_transitions', at => now() - n * interval '1 day') from unnest(array[91, 89]) as n;
select spot_tests.add('fx_refusals', at => now() - n * interval '1 day') from unnest(array[91, 89]) as n;
select spot_tests.add(
  'alerts', jsonb_build_object('subject', n, 'closed_at', case when n < 500 then now() - n * interval '1 day' end),
  now() - interval '600 days'
) from unnest(array[401, 399, 500]) as n;
insert into spot.settings_history (version, document, providers, changed_at, changed_by)
select n, '{}', '{}', now() - interval '1200 days', 'me' from generate_series(-200, -1) as n;

select is(
  spot.clean_up() - 'run_details',
  '{
    "quote_partitions": ["quotes_2020_01"], "provider_calls": 1, "breaker_transitions": 1, "fx_refusals": 1, "alerts": 1,
    "settings_history": 102, "thin_out": {"prices": 0, "pulls": 0}
  }',
  'it says what went'
);
select results_eq(
  'select subject from spot.alerts order by subject', array['399', '500'],
  'alerts stay that are open, or were until a year ago'
);
select is(
  (select count(*)::int from spot.alert_deliveries), 2, 'of an alert that goes its deliveries go too'
);
select is((select count(*)::int from spot.breaker_transitions), 1, 'young changes of breakers stay');
select is(
  (select count(*)::int from spot.settings_history where version < 0), 98, 'of the settings the newest hundred versions stay'
);
select set_eq(
  $$ select inhrelid::regclass::text from pg_catalog.pg_inherits where inhparent = 'spot.quotes'::regclass $$,
  $$ select name from kept where name <> 'spot.quotes_2020_01' $$,
  'months that hold anything young enough stay'
);
select is((select count(*)::int from spot.provider_calls), 1, 'young calls stay');
select is(
  (select count(*)::int from pg_catalog.pg_inherits where inhparent = 'spot.prices'::regclass) > 0, true,
  'prices are never cleaned up'
);

select * from finish();
rollback;
