begin;
select plan(7);

select spot_tests.empty_tables();

create function pg_temp.open_alerts() returns jsonb language sql as $$
  select coalesce(jsonb_object_agg(kind || ' ' || subject, severity), '{}') from spot.alerts where closed_at is null
$$;
set local role service_role;

select spot.record_alerts('2025-08-13 15:00:00Z', array['spread', 'stale'], '[
  {"kind": "spread", "subject": "gold", "severity": "warning", "details": {"bps": 60}},
  {"kind": "stale", "subject": "silver", "severity": "warning"}
]');
select is(pg_temp.open_alerts(), '{"spread gold": "warning", "stale silver": "warning"}', 'conditions open alerts');

select spot.record_alerts('2025-08-13 15:05:00Z', array['spread'], '[
  {"kind": "spread", "subject": "gold", "severity": "warning"},
  {"kind": "spread", "subject": "gold", "severity": "critical", "details": {"bps": 120}}
]');
select is((select count(*)::int from spot.alerts), 2, 'what is open is not opened again');
select is(
  pg_temp.open_alerts(), '{"spread gold": "critical", "stale silver": "warning"}',
  'it may get graver; a kind that was not looked at stays'
);
select is((select details ->> 'bps' from spot.alerts where kind = 'spread'), '120', 'with its newest details');

select spot.record_alerts('2025-08-13 15:10:00Z', array['spread', 'stale'], '[]');
select is(pg_temp.open_alerts(), '{}', 'what no longer holds is closed');
select results_eq(
  $$ select opened_at, closed_at from spot.alerts where kind = 'spread' $$,
  $$ values (timestamptz '2025-08-13 15:00:00Z', timestamptz '2025-08-13 15:10:00Z') $$,
  'with the time of both'
);
select spot.record_alerts('2025-08-13 15:15:00Z', array['spread'], '[{"kind": "spread", "subject": "gold", "severity": "warning"}]');
select is((select count(*)::int from spot.alerts where kind = 'spread'), 2, 'later it is a new alert');

select * from finish();
rollback;
