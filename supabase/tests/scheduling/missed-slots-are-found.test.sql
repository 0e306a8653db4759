begin;
select plan(2);

select spot_tests.empty_tables();
update spot.settings set updated_at = '2025-08-01 00:00:00Z';

select spot_tests.add('pulls', at => at)
from unnest(array['2025-08-13 15:00:00Z', '2025-08-13 15:05:00Z', '2025-08-13 15:20:00Z']::timestamptz[]) as at;

select results_eq(
  $$ select * from spot.missed_slots('2025-08-13 14:00:00Z', '2025-08-13 15:27:00Z') $$,
  array['2025-08-13 15:10:00Z', '2025-08-13 15:15:00Z']::timestamptz[],
  'slots after the first pull without one; the slot that runs is not missed yet'
);
update spot.settings set updated_at = '2025-08-13 15:12:00Z';
select results_eq(
  $$ select * from spot.missed_slots('2025-08-13 14:00:00Z', '2025-08-13 15:27:00Z') $$,
  array['2025-08-13 15:15:00Z']::timestamptz[],
  'slots of before a change of the settings do not count'
);

select * from finish();
rollback;
