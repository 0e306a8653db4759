begin;
select plan(3);

select spot_tests.add('fx_refusals');
select spot_tests.refuses_row('fx_refusals', '{"days": 0}', 'days_are_counted_from_one');
select spot_tests.refuses_row('fx_refusals', jsonb_build_object('detail', repeat('x', 301)), 'detail_is_short');
select spot_tests.refuses_row('fx_refusals', '{}', 'fx_refusals_pkey');

select * from finish();
rollback;
