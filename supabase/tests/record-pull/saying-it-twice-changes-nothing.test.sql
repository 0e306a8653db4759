begin;
select plan(3);

select spot_tests.empty_tables();
create temporary table lease as
select spot_tests.claim('2025-08-13 15:00Z') as claim, spot_tests.whole_pull() as pull;

select is((select spot_tests.record(claim, pull) from lease) ->> 'repeated', 'false', 'a pull is recorded');
create temporary table before as select spot_tests.counts() as counts;
select is(
  (select spot_tests.record(claim, pull || '{"state": "failed"}') from lease) - 'pull_id',
  '{"state": "succeeded", "repeated": true}', 'again it is told that it is done'
);
select is(spot_tests.counts(), counts, 'and nothing is written or charged a second time') from before;

select * from finish();
rollback;
