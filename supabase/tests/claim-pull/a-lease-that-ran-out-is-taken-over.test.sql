begin;
select plan(5);

select spot_tests.empty_tables();

set local role service_role;
create temporary table calls as
select spot_tests.claim('2025-08-13T15:00:00Z', '2025-08-13T15:00:01Z') as first;
alter table calls add second jsonb;
update calls set second = spot_tests.claim('2025-08-13T15:00:00Z', '2025-08-13T15:02:02Z');

select is(second -> 'claimed', 'true', 'after two minutes somebody else may have the slot') from calls;
select is(second -> 'pull_id', first -> 'pull_id', 'it is the same pull') from calls;
select isnt(second -> 'lease_token', first -> 'lease_token', 'with another lease') from calls;
select is((select attempts from spot.pulls), 2, 'and counts as a second attempt');
select is(
  (select started_at from spot.pulls), '2025-08-13 15:02:02Z'::timestamptz, 'that began when it was taken over'
);

select * from finish();
rollback;
