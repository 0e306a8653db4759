begin;
select plan(5);

select spot_tests.empty_tables();

set local role service_role;
select lives_ok($$ select spot_tests.claim('2025-08-13T15:00:00Z', '2025-08-13T15:00:01Z') $$, 'a pull begins and dies');
select lives_ok($$ select spot_tests.claim('2025-08-13T15:01:00Z', '2025-08-13T15:01:30Z') $$, 'the next slot begins in time');
select is(
  (select state from spot.pulls where slot_at = '2025-08-13 15:00:00Z'), 'running', 'its lease is still good'
);
select lives_ok($$ select spot_tests.claim('2025-08-13T15:05:00Z', '2025-08-13T15:05:01Z') $$, 'a later slot begins');
select results_eq(
  $$ select state, finished_at from spot.pulls order by slot_at $$,
  $$
    values
      ('abandoned', timestamptz '2025-08-13 15:05:01Z'), ('abandoned', '2025-08-13 15:05:01Z'), ('running', null)
  $$,
  'what ran out of its lease is abandoned, what begins is not'
);

select * from finish();
rollback;
