begin;
select plan(7);

select spot_tests.add('alerts', '{"kind": "spread"}');

select spot_tests.refuses_row('alerts', '{"kind": "No Data"}', 'kind_is_a_word');
select spot_tests.refuses_row('alerts', '{"severity": "mild"}', 'severity_is_known');
select spot_tests.refuses_row('alerts', '{"closed_at": "2025-08-13 11:59:59Z"}', 'closed_after_opened');
select spot_tests.refuses_row('alerts', '{"kind": "spread"}', 'alerts_open');
select spot_tests.refuses(
  $$ insert into spot.alert_deliveries (alert_id, event) select alert_id, 'seen' from spot.alerts limit 1 $$,
  'event_is_known'
);
select spot_tests.refuses($$ update spot.alert_deliveries set state = 'lost' $$, 'delivery_state_is_known');
select spot_tests.refuses(
  $$ insert into spot.alert_deliveries (alert_id, event) select alert_id, event from spot.alert_deliveries limit 1 $$,
  'an_event_is_told_once'
);

select * from finish();
rollback;
