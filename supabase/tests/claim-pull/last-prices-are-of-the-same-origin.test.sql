begin;
select plan(3);

select spot_tests.empty_tables();

select spot_tests.prices_at(
  '2025-08-13 14:55Z', '{"gold": 3350, "silver": {"price": 38, "provider": "consensus (replayed)"}}'
);
select spot_tests.prices_at('2025-08-13 15:00Z', '{"gold": 9999}');

select is(
  (select jsonb_object_agg(key, value -> 'price') from jsonb_each(spot.last_prices('live', '2025-08-13 15:00:00Z'))),
  '{"gold": 3350}', 'a live pull sees the live price before its slot'
);
select is(
  (select jsonb_object_agg(key, value -> 'price') from jsonb_each(spot.last_prices('replayed', '2025-08-13 15:00:00Z'))),
  '{"silver": 38}', 'a replay sees its own'
);
select results_eq(
  $$ select spot.origin_of(label) from unnest(array['consensus', 'gold-api.com (simulated)', 'consensus (replayed)']) as label $$,
  array['live', 'simulated', 'replayed'], 'the label of a price says its origin'
);

select * from finish();
rollback;
