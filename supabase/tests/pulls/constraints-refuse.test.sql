begin;
select plan(6);

insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at)
values ('2025-08-13 12:00:00Z', 'cron', 'live', 'succeeded', now(), now(), now());

select throws_like(
  $$ insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at) values ('2025-08-13 12:05:00Z', 'nobody', 'live', 'succeeded', now(), now(), now()) $$,
  '%"trigger_is_known"%', 'trigger is known'
);

select throws_like(
  $$ insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at) values ('2025-08-13 12:05:00Z', 'cron', 'invented', 'succeeded', now(), now(), now()) $$,
  '%"origin_is_known"%', 'origin is known'
);

select throws_like(
  $$ insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at) values ('2025-08-13 12:05:00Z', 'cron', 'live', 'done', now(), now(), now()) $$,
  '%"state_is_known"%', 'state is known'
);

select throws_like(
  $$ insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at) values ('2025-08-13 12:05:00Z', 'cron', 'live', 'running', now(), now(), now()) $$,
  '%"finished_unless_running"%', 'finished unless running'
);

select throws_like(
  $$ insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at) values ('2025-08-13 12:05:00Z', 'cron', 'live', 'succeeded', now(), null, now()) $$,
  '%"finished_unless_running"%', 'finished unless running'
);

select throws_like(
  $$ insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at) values ('2025-08-13 12:00:00Z', 'cron', 'live', 'succeeded', now(), now(), now()) $$,
  '%"a_slot_is_pulled_once"%', 'a slot is pulled once'
);

select * from finish();
rollback;
