begin;
select plan(6);

select spot_tests.empty_tables();

set local role service_role;
create temporary table first as
select spot_tests.claim('2025-08-13T15:00:00Z', '2025-08-13T15:00:01Z', '{"origin": "replayed"}') as claim;

select is(claim -> 'claimed', 'true', 'the first call has the slot') from first;
select is(claim ->> 'slot_at', '2025-08-13T15:00:00Z', 'it is told the slot') from first;
select is(claim ->> 'now', '2025-08-13T15:00:01Z', 'and the time to live by') from first;
select is(claim #>> '{settings,fetch_interval_seconds}', '300', 'with the settings') from first;
select is(jsonb_array_length(claim -> 'providers') > 0, true, 'and the providers') from first;
select results_eq(
  $$ select state, trigger, origin, attempts, lease_expires_at - started_at from spot.pulls where slot_at = '2025-08-13 15:00:00Z' $$,
  $$ values ('running', 'replay', 'replayed', 1, interval '2 minutes') $$,
  'the ledger says that it runs, for two minutes'
);

select * from finish();
rollback;
