begin;
select plan(4);

select spot_tests.empty_tables();

select spot_tests.refuses_row('backfills', '{"origin": "invented"}', 'backfill_origin_is_known');
select spot_tests.refuses_row('backfills', '{"metal": "tin"}', 'backfill_metal_is_known');
select spot_tests.refuses_row('backfills', '{"to_date": "2024-12-31"}', 'backfill_begins_before_it_ends');
select spot_tests.add('backfills');
select spot_tests.refuses_row('backfills', '{}', 'a_backfill_is_done_once');

select * from finish();
rollback;
