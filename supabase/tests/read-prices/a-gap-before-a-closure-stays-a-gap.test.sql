begin;
select plan(8);

select spot_tests.empty_tables();
-- Dead from Tuesday 12 August 2025, 12:00Z: the market closes at 21:00Z for an hour.
select spot_tests.week_of_gold(outage => '[2025-08-12 12:00Z, 2025-08-13 12:00Z)');
select spot.refresh_latest_prices();

create function pg_temp.carried("window" text, at text) returns setof text language sql as $$
  select value ->> 'ts'
  from json_array_elements(public.read_prices('gold', "window" => "window", at => at) -> 'series')
  where (value ->> 'carried')::boolean
$$;

select is_empty(
  $$ select from pg_temp.carried('24h', '2025-08-13T12:30:00Z') where carried = '2025-08-12T21:00:00Z' $$,
  'nothing is carried through a closure after hours without a price'
);
select is_empty(
  $$ select from pg_temp.carried('12h', '2025-08-13T06:00:00Z') as carried $$, 'nor in steps of half an hour'
);
select set_eq(
  $$ select pg_temp.carried('24h', '2025-08-11T23:30:00Z') $$, array['2025-08-11T21:00:00Z'], 'a closure after prices is'
);

-- The pull at the close itself says that the market is closed, and nothing of the hours before.
insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at, metals)
values (
  '2025-08-12 21:00Z', 'cron', 'live', 'skipped', '2025-08-12 21:00Z', '2025-08-12 21:00:01Z', '2025-08-12 21:02Z',
  '{"gold": {"carry_until": "2025-08-12T22:00:00Z"}}'
);
select is_empty(
  $$ select from pg_temp.carried('24h', '2025-08-13T12:30:00Z') as carried where carried = '2025-08-12T21:00:00Z' $$,
  'what the pull at the close carries bridges no gap before it'
);

-- The plan of that pull expected no newer price before the close.
insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at, metals)
values (
  '2025-08-12 11:55Z', 'cron', 'live', 'succeeded', '2025-08-12 11:55Z', '2025-08-12 11:55:01Z', '2025-08-12 11:57Z',
  '{"gold": {"outcome": "priced", "carry_until": "2025-08-12T23:00:00Z"}}'
);
select set_eq(
  $$ select pg_temp.carried('24h', '2025-08-13T12:30:00Z') $$, array['2025-08-12T21:00:00Z'],
  'what the plan carries over the close is carried through it'
);
select is(
  spot.stands_through_closure('silver', interval '1 hour', '2025-08-12 21:00Z'), null, 'without any price there is nothing to carry'
);

insert into spot.pulls (slot_at, trigger, origin, state, started_at, finished_at, lease_expires_at, metals)
values (
  '2025-08-12 19:55Z', 'cron', 'live', 'failed', '2025-08-12 19:55Z', '2025-08-12 19:55:01Z', '2025-08-12 19:57Z',
  '{"gold": {"outcome": "failed"}}'
), (
  '2025-08-12 20:55Z', 'cron', 'live', 'skipped', '2025-08-12 20:55Z', '2025-08-12 20:55:01Z', '2025-08-12 20:57Z',
  '{"gold": {"outcome": "none_due", "carry_until": "2025-08-12T23:00:00Z"}}'
);
select is_empty(
  $$ select from pg_temp.carried('24h', '2025-08-13T12:30:00Z') as carried where carried = '2025-08-12T21:00:00Z' $$,
  'a plan that goes on after a failed pull carries nothing'
);
delete from spot.pulls where slot_at >= '2025-08-12 19:55Z';

set local role anon;
select set_eq(
  $$ select pg_temp.carried('24h', '2025-08-13T12:30:00Z') $$, array['2025-08-12T21:00:00Z'], 'for any reader'
);
reset role;

select * from finish();
rollback;
