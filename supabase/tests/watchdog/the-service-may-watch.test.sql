begin;
select plan(2);

-- A pull long ago: the slots since then were missed.
insert into spot.pulls (slot_at, trigger, state, started_at, finished_at, lease_expires_at)
values ('2025-08-13 12:00:00Z', 'cron', 'succeeded', '2025-08-13 12:00:00Z', '2025-08-13 12:00:01Z', '2025-08-13 12:02:00Z');

set local role service_role;
select lives_ok('select spot.watch()', 'the service watches with its own rights');
select results_eq(
  $$ select severity from spot.alerts where kind = 'slot_missed' and closed_at is null $$,
  array['critical'],
  'slots without a pull open an alert'
);

select * from finish();
rollback;
