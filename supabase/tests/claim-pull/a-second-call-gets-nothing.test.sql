begin;
select plan(6);

select spot_tests.empty_tables();

set local role service_role;
create temporary table calls as
select spot_tests.claim('2025-08-13T15:00:00Z', '2025-08-13T15:00:01Z') as first;
alter table calls add second jsonb;
update calls set second = spot_tests.claim('2025-08-13T15:00:00Z', '2025-08-13T15:02:00Z');

select is(second -> 'claimed', 'false', 'a second call is told no') from calls;
select is(second ->> 'reason', 'running', 'because the first is at it') from calls;
select is(second -> 'pull_id', first -> 'pull_id', 'and which pull that is') from calls;
select is(second ? 'lease_token', false, 'the lease is not handed out') from calls;

update spot.pulls set state = 'succeeded', finished_at = '2025-08-13 15:00:03Z';
select is(
  spot_tests.claim('2025-08-13T15:00:00Z', '2025-08-13T15:04:00Z') ->> 'reason', 'already_done',
  'once the pull is done that is the answer'
);
select is((select count(*)::int from spot.pulls), 1, 'and a slot is one row');

select * from finish();
rollback;
