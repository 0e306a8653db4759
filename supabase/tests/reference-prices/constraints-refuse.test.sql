begin;
select plan(4);

select spot_tests.add('reference_prices');
select spot_tests.refuses_row('reference_prices', '{"metal": "tin"}', 'metal_is_known');
select spot_tests.refuses_row('reference_prices', '{"price": 0}', 'price_is_positive_and_finite');
select spot_tests.refuses_row('reference_prices', '{"price": "NaN"}', 'price_is_positive_and_finite');
select spot_tests.refuses_row('reference_prices', '{}', 'reference_prices_pkey');

select * from finish();
rollback;
