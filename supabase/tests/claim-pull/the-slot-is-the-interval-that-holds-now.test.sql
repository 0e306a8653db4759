begin;
select plan(5);

select is(spot.current_slot('2025-08-13 15:07:59.9Z'), '2025-08-13 15:05:00Z'::timestamptz, 'five minutes');
select is(spot.current_slot('2025-08-13 15:10:00Z'), '2025-08-13 15:10:00Z'::timestamptz, 'a slot holds its begin');
update spot.settings set document = document || '{"fetch_interval_seconds": 420}';
select is(
  extract(epoch from spot.current_slot('2025-08-13 15:07:00Z') - '2000-01-01 00:00:00Z') % 420, 0.0,
  'slots of seven minutes are counted from 2000'
);
select is(
  spot.slot_of(420, '2025-08-13 15:07:00Z'), spot.current_slot('2025-08-13 15:07:00Z'), 'both functions agree'
);
select is(
  public.claim_pull('{"now": "2025-08-13T15:07:00Z"}') ->> 'slot_at', spot.utc(spot.slot_of(420, '2025-08-13 15:07:00Z')),
  'and so does a claim'
);

select * from finish();
rollback;
