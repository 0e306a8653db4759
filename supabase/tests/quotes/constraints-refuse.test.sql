begin;
select plan(5);

select spot_tests.add('quotes', '{"metal": "silver"}');

select spot_tests.refuses_row('quotes', '{"metal": "tin"}', 'metal_is_known');
select spot_tests.refuses_row('quotes', '{"verdict": "fine", "reason": "none"}', 'verdict_is_known');
select spot_tests.refuses_row('quotes', '{"verdict": "rejected"}', 'a_refusal_has_a_reason');
select spot_tests.refuses_row('quotes', jsonb_build_object('detail', repeat('x', 301)), 'detail_is_short');
select spot_tests.refuses_row('quotes', '{"metal": "silver"}', 'quotes_2025_08_pkey');

select * from finish();
rollback;
