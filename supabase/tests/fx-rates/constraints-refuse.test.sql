begin;
select plan(5);

select spot_tests.refuses_row('fx_rates', '{"currency": "eur"}', 'currency_is_a_code');
select spot_tests.refuses_row('fx_rates', '{"currency": "EURO"}', 'currency_is_a_code');
select spot_tests.refuses_row('fx_rates', '{"usd_value": 0}', 'usd_value_is_positive_and_finite');
select spot_tests.refuses_row('fx_rates', '{"usd_value": "NaN"}', 'usd_value_is_positive_and_finite');
select spot_tests.refuses_row('fx_rates', '{"usd_value": "Infinity"}', 'usd_value_is_positive_and_finite');

select * from finish();
rollback;
