begin;
select plan(4);

select spot_tests.empty_tables();
create temporary table lease as
select spot_tests.claim('2025-08-13 15:00Z') as claim, spot_tests.whole_pull() as pull;

update spot.pulls set lease_token = gen_random_uuid();
select is(
  spot_tests.refusal($$ select spot_tests.record(claim, pull) from lease $$), '409 PULL_LEASE_LOST',
  'a lease that was taken over is refused'
);
select is(
  spot_tests.refusal($$ select spot_tests.record(claim, pull || '{"pull_id": 0}') from lease $$), '409 PULL_LEASE_LOST',
  'so is a pull that does not exist'
);
select is(
  spot_tests.refusal($$ select spot_tests.record(claim, pull || '{"lease_token": null}') from lease $$), '409 PULL_LEASE_LOST',
  'and a call without a lease'
);
select is((spot_tests.counts() ->> 'prices')::int, 0, 'nothing is written');

select * from finish();
rollback;
