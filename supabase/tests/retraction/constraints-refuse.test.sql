begin;
select plan(2);

select spot_tests.refuses_row('retracted_prices', '{"reason": ""}', 'reason_is_said');
select spot_tests.refuses_row('retracted_prices', jsonb_build_object('reason', repeat('x', 501)), 'reason_is_said');

select * from finish();
rollback;
