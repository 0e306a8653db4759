begin;
select plan(2);

select spot_tests.empty_tables();
create temporary table lease as
select spot_tests.claim('2025-08-13 15:00Z') as claim, spot_tests.whole_pull() as pull;

update spot.pulls set state = 'abandoned', finished_at = '2025-08-13 15:05:00Z';
select is(
  (select spot_tests.record(claim, pull) from lease) ->> 'priced', '1', 'a pull that was given up but kept its lease may record'
);
select is((select state from spot.pulls), 'succeeded', 'and is no longer abandoned');

select * from finish();
rollback;
