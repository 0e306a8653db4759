begin;
select plan(6);

select spot_tests.refuses_row('provider_calls', '{"cost": -1}', 'cost_is_not_negative');
select spot_tests.refuses_row('provider_calls', '{"latency_ms": -1}', 'latency_is_not_negative');
select spot_tests.refuses_row('provider_calls', jsonb_build_object('detail', repeat('x', 501)), 'detail_is_short');
select spot_tests.refuses_row('provider_calls', '{"provider_key": "nobody"}', 'provider_calls_provider_key_fkey');
select spot_tests.refuses_row('provider_usage', '{"calls": -1}', 'calls_are_not_negative');
select spot_tests.refuses_row('provider_usage', '{"month": "2025-08-02"}', 'month_begins_on_the_first');

select * from finish();
rollback;
