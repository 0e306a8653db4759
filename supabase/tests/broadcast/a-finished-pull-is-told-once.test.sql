begin;
select plan(6);

select spot_tests.empty_tables();
select spot_tests.prices_at('2025-08-13 15:00Z', '{"gold": 3350.5}');
select spot_tests.add('pulls', '{"state": "running", "finished_at": null}', slot)
from unnest(array['2025-08-13 15:00Z', '2025-08-13 15:05Z']::timestamptz[]) as slot;

-- Without Realtime, as on the stack without Docker.
select lives_ok(
  $$ update spot.pulls set state = 'succeeded', finished_at = now() where slot_at = '2025-08-13 15:00:00Z' $$,
  'a pull finishes where there is no Realtime'
);
update spot.pulls set state = 'running', finished_at = null;

create schema realtime;
create table realtime.told (payload jsonb, event text, topic text, private boolean);
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language sql as 'insert into realtime.told values ($1, $2, $3, $4)';

update spot.pulls set state = 'succeeded', finished_at = now() where slot_at = '2025-08-13 15:00:00Z';
select results_eq(
  $$ select topic, event, private, payload from realtime.told $$,
  $$ values (
    'spot-prices', 'prices', false,
    '{"slot": "2025-08-13T15:00:00Z", "origin": "live", "unit": "toz", "usd": {"gold": 3350.5}}'::jsonb
  ) $$,
  'a finished pull tells its prices to the public topic'
);
update spot.pulls set summary = '{"seen": true}' where slot_at = '2025-08-13 15:00:00Z';
select is((select count(*) from realtime.told), 1::bigint, 'a later change of the run is no news');
update spot.pulls set state = 'failed', finished_at = now() where slot_at = '2025-08-13 15:05:00Z';
select is((select count(*) from realtime.told), 1::bigint, 'a pull without a price has no news');

create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql as $$ begin raise exception 'Realtime is away'; end $$;
update spot.pulls set state = 'running', finished_at = null where slot_at = '2025-08-13 15:00:00Z';
select lives_ok(
  $$ update spot.pulls set state = 'partial', finished_at = now() where slot_at = '2025-08-13 15:00:00Z' $$,
  'a failing Realtime does not cost the pull'
);
select is((select state from spot.pulls where slot_at = '2025-08-13 15:00:00Z'), 'partial', 'which is recorded');

select * from finish();
rollback;
