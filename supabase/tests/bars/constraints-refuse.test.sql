begin;
select plan(7);

select spot_tests.refuses_row('bars', '{"metal": "tin"}', 'metal_is_known');
select throws_like(
  $$ select spot_tests.add('bars', '{"resolution": "month"}') $$, '%no partition of relation "bars"%',
  'there is a partition for each resolution that is known'
);
select spot_tests.refuses_row('bars', '{"price_count": 0}', 'price_count_is_positive');
select spot_tests.refuses_row('bars', '{"open": 2}', 'high_is_highest');
select spot_tests.refuses_row('bars', '{"close": 2}', 'high_is_highest');
select spot_tests.refuses_row('bars', '{"high": 2, "low": 1.5, "close": 2}', 'low_is_lowest');
select spot_tests.refuses_row('bars', '{"open": 2, "high": 2, "low": 1.5}', 'low_is_lowest');

select * from finish();
rollback;
