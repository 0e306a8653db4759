begin;
select plan(4);

select spot.ensure_partition('prices', '2020-01-15 00:00:00Z');
select spot_tests.empty_tables();

select spot.ensure_partition('quotes', '2020-01-15 00:00:00Z');
select spot.ensure_partition('quotes', now() - make_interval(days => 59));
select spot.ensure_partition('quotes', now());
select spot_tests.add('provider_calls', at => now() - n * interval '1 day') from unnest(array[91, 89]) as n;
create temporary table kept as
select inhrelid::regclass::text as name from pg_catalog.pg_inherits where inhparent = 'spot.quotes'::regclass;

select is(
  spot.clean_up() - 'run_details', '{"quote_partitions": ["quotes_2020_01"], "provider_calls": 1}', 'it says what went'
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
