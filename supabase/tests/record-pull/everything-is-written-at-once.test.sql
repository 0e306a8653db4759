begin;
select plan(4);

select spot_tests.empty_tables();
set local role service_role;
select is(
  spot_tests.record(spot_tests.claim('2025-08-13 15:00Z'), spot_tests.whole_pull()) - 'pull_id',
  '{"state": "succeeded", "priced": 1, "repeated": false}', 'the service records a pull'
);
select is(
  spot_tests.counts(),
  '{"calls": 1, "usage": 2, "quotes": 1, "prices": 1, "bars": 3, "fx": 1, "alerts": 1, "state": "succeeded"}',
  'calls, their cost, quotes, prices, bars, rates, alerts and the end of the pull are there'
);
select results_eq(
  $$ select price_usd, last_outcome, pulled_slot_at from spot.latest_prices where currency = 'USD' $$,
  $$ values (3350::numeric, 'priced', timestamptz '2025-08-13 15:00:00Z') $$,
  'and the latest price is the new one'
);
select is(
  (select breaker ->> 'state' from spot.provider_states where provider_key = 'gold-api'), 'closed',
  'the state of the provider is kept'
);

select * from finish();
rollback;
