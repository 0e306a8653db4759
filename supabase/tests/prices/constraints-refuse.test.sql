begin;
select plan(9);

select spot_tests.add('prices', '{"metal": "silver"}');

select spot_tests.refuses_row('prices', '{"metal": "tin"}', 'metal_is_known');
select spot_tests.refuses_row('prices', '{"status": "sure"}', 'status_is_known');
select spot_tests.refuses_row('prices', '{"price": 0}', 'price_is_positive_and_finite');
select spot_tests.refuses_row('prices', '{"price": "NaN"}', 'price_is_positive_and_finite');
select spot_tests.refuses_row('prices', '{"price": "Infinity"}', 'price_is_positive_and_finite');
select spot_tests.refuses_row('prices', '{"bid": 0, "ask": 1}', 'bid_is_positive');
select spot_tests.refuses_row('prices', '{"bid": 1.1, "ask": 1}', 'ask_is_not_below_bid');
select spot_tests.refuses_row('prices', '{"confidence": -0.01}', 'confidence_is_not_negative');
select spot_tests.refuses_row('prices', '{"metal": "silver"}', 'prices_2025_pkey');

select * from finish();
rollback;
