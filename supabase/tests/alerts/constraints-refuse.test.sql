begin;
select plan(7);

insert into spot.alerts (kind, subject, severity, opened_at, closed_at)
values ('spread', 'gold', 'warning', '2025-08-13 12:00:00Z', null);

select throws_like(
  $$ insert into spot.alerts (kind, subject, severity, opened_at, closed_at) values ('No Data', 'gold', 'warning', '2025-08-13 12:00:00Z', null) $$,
  '%"kind_is_a_word"%', 'kind is a word'
);

select throws_like(
  $$ insert into spot.alerts (kind, subject, severity, opened_at, closed_at) values ('stale', 'gold', 'mild', '2025-08-13 12:00:00Z', null) $$,
  '%"severity_is_known"%', 'severity is known'
);

select throws_like(
  $$ insert into spot.alerts (kind, subject, severity, opened_at, closed_at) values ('stale', 'gold', 'warning', '2025-08-13 12:00:00Z', '2025-08-13 11:59:59Z') $$,
  '%"closed_after_opened"%', 'closed after opened'
);

select throws_like(
  $$ insert into spot.alerts (kind, subject, severity, opened_at, closed_at) values ('spread', 'gold', 'warning', '2025-08-13 12:00:00Z', null) $$,
  '%"alerts_open"%', 'alerts open'
);

select throws_like(
  $$ insert into spot.alert_deliveries (alert_id, event) select alert_id, 'seen' from spot.alerts limit 1 $$,
  '%"event_is_known"%', 'event is known'
);

select throws_like(
  $$ update spot.alert_deliveries set state = 'lost' $$,
  '%"delivery_state_is_known"%', 'delivery state is known'
);

select throws_like(
  $$ insert into spot.alert_deliveries (alert_id, event) select alert_id, event from spot.alert_deliveries limit 1 $$,
  '%"an_event_is_told_once"%', 'an event is told once'
);

select * from finish();
rollback;
