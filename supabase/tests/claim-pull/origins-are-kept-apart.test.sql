begin;
select plan(10);

select spot_tests.empty_tables();

set local role service_role;
select spot_tests.import('[["gold", "2025-08-11T12:00:00Z", 3300, "LBMA"]]');
select spot_tests.add('prices', '{"price": 3900, "provider": "consensus (simulated)"}', '2025-08-11 13:00Z');
select spot.keep_origins_apart('live');
select is((select array_agg(price) from spot.prices), array[3300]::numeric[], 'an invented past goes even before the first pull');

select spot_tests.pull_at('2025-08-13 15:00Z', '{"gold": 4000}', origin => 'simulated');
select spot_tests.pull_at('2025-08-13 15:05Z', '{"gold": 4010}', origin => 'simulated');
select is((select count(*)::int from spot.prices), 3, 'invented prices stand beside imported history');

select spot_tests.pull_at('2025-08-13 15:10Z', '{"gold": 3350}');
select results_eq(
  'select price from spot.prices order by priced_at', array[3300, 3350]::numeric[],
  'the first real pull clears the invented prices and keeps the imported ones'
);
select results_eq(
  $$select open, high, low, close, price_count from spot.bars where resolution = 'week'$$,
  $$values (3300::numeric, 3350::numeric, 3300::numeric, 3350::numeric, 2)$$,
  'no bar holds an invented price'
);
select is((select count(*)::int from spot.pulls), 1, 'the ledger begins again');
select is((select sum(calls) from spot.provider_usage), null, 'and so does the budget');

select throws_ok(
  $$select spot_tests.pull_at('2025-08-13 15:15Z', '{"gold": 1}', origin => 'simulated')$$, 'PGRST', null,
  'invented prices are refused beside real ones'
);
select throws_ok(
  $$select spot_tests.pull_at('2025-08-13 15:15Z', '{"gold": 1}', origin => 'replayed')$$, 'PGRST', null,
  'and so are recorded ones'
);
select throws_ok(
  'select spot.discard_invented_prices()', 'P0001', 'Cannot discard invented prices: the database holds real ones',
  'and cannot be cleared by hand'
);
select is((select max(price) from spot.prices), 3350::numeric, 'nothing real was lost over it');

select * from finish();
rollback;
