begin;
select plan(6);

select spot_tests.add('pulls');

select spot_tests.refuses_row('pulls', '{"trigger": "nobody"}', 'trigger_is_known');
select spot_tests.refuses_row('pulls', '{"origin": "invented"}', 'origin_is_known');
select spot_tests.refuses_row('pulls', '{"state": "done"}', 'state_is_known');
select spot_tests.refuses_row('pulls', '{"state": "running"}', 'finished_unless_running');
select spot_tests.refuses_row('pulls', '{"finished_at": null}', 'finished_unless_running');
select spot_tests.refuses_row('pulls', '{}', 'a_slot_is_pulled_once');

select * from finish();
rollback;
