begin;
select plan(1);

select spot_tests.empty_tables();
select spot_tests.pull_at('2025-08-13 14:50Z', facts => '{"summary": {"quotes": 1}, "quotes": [{
  "provider": "gold-api", "metal": "gold", "price": 1, "fetched_at": "2025-08-13T14:50:01Z",
  "verdict": "quarantined", "reason": "jump"
}]}');
select spot_tests.pull_at('2025-08-13 14:55Z', facts => '{"summary": {"quotes": 2}, "quotes": [{
  "provider": "gold-api", "metal": "gold", "price": 5000, "fetched_at": "2025-08-13T14:55:01Z",
  "verdict": "quarantined", "reason": "jump"
}, {
  "provider": "metals-dev", "metal": "gold", "price": 3350, "fetched_at": "2025-08-13T14:55:01Z",
  "verdict": "accepted"
}]}');
-- Nothing was due, so nothing was said.
select spot_tests.pull_at('2025-08-13 15:00Z', facts => '{"state": "skipped"}');

select results_eq(
  $$
    select value ->> 'provider', value ->> 'price'
    from jsonb_array_elements(spot.quarantined_quotes('2025-08-13 15:05:00Z'))
  $$,
  $$ values ('gold-api', '5000') $$,
  'the jump of the last pull that heard anything, and no older one'
);

select * from finish();
rollback;
