begin;
select plan(9);

select spot_tests.empty_tables();
set local role service_role;
select spot_tests.import('[
  ["gold", "2025-08-11T12:00:00Z", 5000, "consensus (simulated)"], ["gold", "2025-08-11T13:00:00Z", 5001, "consensus (simulated)"]
]');

create function pg_temp.real_gold() returns jsonb language sql as $$
  select spot_tests.import('[["gold", "2025-08-10T12:00:00Z", 3300, "LBMA"]]')
$$;
select is(spot_tests.refusal('select pg_temp.real_gold()'), '409 IMPORT_ORIGIN_MIXED', 'real history is refused beside an invented one');
select is(
  spot_tests.import('[["gold", "2025-08-10T12:00:00Z", 3300, "LBMA"]]', true) ->> 'new', '1', 'a dry run counts'
);
select is(
  public.compare_import(array['gold'], array['2025-08-10 12:00Z'::timestamptz], array[3300.0])
    - 'rates' - 'metals',
  '{"held_origin": "simulated", "invented_prices": 2}', 'and says before what is in the way'
);
select public.prepare_import(array[2025], true);
select is((select count(*)::int from spot.prices), 0, 'told so, the import clears the invented prices');
select is((select count(*)::int from spot.bars), 0, 'and their bars');
select is(pg_temp.real_gold() ->> 'new', '1', 'and the real ones are stored');
select public.prepare_import(array[2025], true);
select is((select count(*)::int from spot.prices), 1, 'told again, nothing real goes');

select spot_tests.pull_at('2025-08-13 15:00Z', '{"gold": 3350}');
select is(
  spot_tests.refusal($$ select spot_tests.import('[["gold", "2025-08-09T12:00:00Z", 3300, "consensus (simulated)"]]') $$),
  '409 IMPORT_ORIGIN_MIXED', 'nor is an invented one stored beside real pulls'
);
select public.prepare_import(array[2025], true);
select is((select count(*)::int from spot.prices), 2, 'which nothing clears');

select * from finish();
rollback;
