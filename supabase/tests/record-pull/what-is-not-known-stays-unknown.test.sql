-- least(null, now()) is now(): a failed call was stored as a success.
begin;
select plan(9);

select spot_tests.empty_tables();
set local role service_role;
create function pg_temp.state_at(slot timestamptz, state jsonb) returns void language sql as $$
  select spot_tests.pull_at(
    slot, facts => jsonb_build_object('provider_states', jsonb_build_array('{"provider": "swissquote"}' || state))
  )
$$;
create function pg_temp.state() returns spot.provider_states language sql as $$
  select * from spot.provider_states where provider_key = 'swissquote'
$$;

select pg_temp.state_at('2025-08-13 15:00Z', '{
  "last_called_at": "2025-08-13T15:00:00Z", "last_success_at": null, "breaker": {"failures": 1}
}');
select is((pg_temp.state()).last_success_at, null, 'a provider that never answered has no last success');
select is((pg_temp.state()).last_called_at, '2025-08-13 15:00Z', 'but was called');
select pg_temp.state_at('2025-08-13 15:05Z', '{"last_success_at": "2025-08-13T15:05:01Z", "quota": {"total": 100}}');
select is((pg_temp.state()).last_success_at, '2025-08-13 15:05:01Z', 'a success is one');
select is((pg_temp.state()).last_called_at, '2025-08-13 15:00Z', 'what is not said stays: the call');
select is((pg_temp.state()).breaker, '{"failures": 1}', 'the breaker');
select pg_temp.state_at('2025-08-13 15:10Z', '{"last_success_at": null, "breaker": {"failures": 2}}');
select is((pg_temp.state()).last_success_at, '2025-08-13 15:05:01Z', 'a failure takes no success away');
select is((pg_temp.state()).quota, '{"total": 100}', 'nor what the provider told');
select pg_temp.state_at('2025-08-13 15:15Z', '{"last_called_at": "2125-08-13T15:05:01Z", "last_success_at": null}');
select cmp_ok((pg_temp.state()).last_called_at, '<=', clock_timestamp(), 'a clock that stands ahead is set back');
select spot_tests.pull_at('2025-08-13 15:20Z', facts => '{"quotes": [{
  "provider": "gold-api", "metal": "gold", "price": 3350, "fetched_at": "2025-08-13T15:19:58Z", "quoted_at": null,
  "verdict": "accepted"
}]}');
select results_eq(
  'select fetched_at, quoted_at from spot.quotes', $$ values (timestamptz '2025-08-13 15:20Z', null::timestamptz) $$,
  'a clock that stands behind reads no answer before the pull began'
);

select * from finish();
rollback;
