begin;
select plan(2);

-- A pull long ago: the slots since then were missed.
select spot_tests.add('pulls');

set local role service_role;
select lives_ok('select spot.watch()', 'the service watches with its own rights');
select results_eq(
  $$ select severity from spot.alerts where kind = 'slot_missed' and closed_at is null $$,
  array['critical'],
  'slots without a pull open an alert'
);

select * from finish();
rollback;
