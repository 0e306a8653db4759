begin;
select plan(11);

select spot_tests.empty_tables();
set local role service_role;
create function pg_temp.facts(failures int, calls jsonb) returns jsonb language sql as $$
  select jsonb_build_object(
    'provider_states', jsonb_build_array(jsonb_build_object(
      'provider', 'gold-api', 'breaker', jsonb_build_object('failures', failures), 'quota', '{}'::jsonb,
      'last_values', jsonb_build_object('gold', jsonb_build_object('price', 3350 + failures, 'pulls', failures))
    ) || calls),
    'transitions', jsonb_build_array(jsonb_build_object(
      'provider', 'gold-api', 'changed_at', calls -> 'last_called_at', 'from_state', 'closed', 'to_state', 'open'
    )),
    'alerts', jsonb_build_object('evaluated', '["spread"]'::jsonb, 'conditions', case failures when 1 then
      '[{"kind": "spread", "subject": "gold", "severity": "warning"}]'::jsonb else '[]' end)
  )
$$;
create temporary table late as select spot_tests.claim('2025-08-13 15:00Z') as claim;
select spot_tests.pull_at(
  '2025-08-13 15:05Z', '{"gold": 3360}', facts => pg_temp.facts(0, '{"last_called_at": "2025-08-13T15:05:01Z"}')
);
select is(
  (select slot_at from spot.provider_states where provider_key = 'gold-api'), '2025-08-13 15:05Z',
  'a state remembers the slot that it stems from'
);
select is(
  spot_tests.record(claim, jsonb_build_object('prices', spot_tests.as_prices('2025-08-13 15:00Z', '{"gold": 3350}'))
    || pg_temp.facts(1, '{"last_called_at": "2025-08-13T15:00:01Z", "last_success_at": "2025-08-13T15:00:02Z"}'))
    ->> 'priced',
  '1', 'an older slot may be recorded late'
) from late;

create temporary table state as select * from spot.provider_states where provider_key = 'gold-api';
select is(breaker, '{"failures": 0}', 'the newer breaker stays') from state;
select is(last_values #>> '{gold,price}', '3350', 'and the newer value') from state;
select is(last_called_at, '2025-08-13 15:05:01Z', 'and the time of the last call') from state;
select is(last_success_at, '2025-08-13 15:00:02Z', 'a success that the newer one did not know of is kept') from state;
select is(slot_at, '2025-08-13 15:05Z', 'and the slot') from state;
select is((select count(*)::int from spot.alerts), 0, 'no alert is opened for what is over');
select results_eq(
  'select changed_at from spot.breaker_transitions', array[timestamptz '2025-08-13 15:05:01Z'],
  'a change that did not come to pass is not told'
);
select is(
  (select price_usd from spot.latest_prices where metal = 'gold' and currency = 'USD'), 3360::numeric,
  'the latest price is the newer one'
);
select results_eq(
  $$ select open, close from spot.bars where resolution = 'hour' $$, $$ values (3350::numeric, 3360::numeric) $$,
  'and the bar is in order'
);

select * from finish();
rollback;
