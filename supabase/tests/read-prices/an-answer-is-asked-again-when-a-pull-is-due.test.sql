begin;
select plan(3);

select is(
  spot.stale_after('2025-08-13 15:00:00Z', 300, '2025-08-13 15:01:00Z'), '2025-08-13 15:05:02Z'::timestamptz,
  'two seconds into the next slot'
);
select is(
  spot.stale_after('2025-08-13 15:00:00Z', 300, '2025-08-13 15:05:01Z'), '2025-08-13 15:05:03Z'::timestamptz,
  'in two seconds while the pull of this slot is under way'
);
select is(
  spot.stale_after(null, 300, '2025-08-13 15:05:01Z'), '2025-08-13 15:05:03Z'::timestamptz, 'and before the first pull'
);

select * from finish();
rollback;
