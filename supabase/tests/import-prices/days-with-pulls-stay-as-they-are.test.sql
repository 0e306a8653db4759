begin;
select plan(8);

select spot_tests.empty_tables();
set local role service_role;
select spot_tests.prices_at('2025-08-13 00:05Z', '{"gold": 4000}');
select spot_tests.prices_at('2025-08-13 23:55Z', '{"gold": 4002}');
create temporary table bars as select * from spot.bars;

select is(
  spot_tests.import('[["gold", "2025-08-13T12:00:00Z", 4100, "LBMA"]]'),
  '{"new": 0, "same": 0, "conflicting": 1, "conflicts": [{
    "metal": "gold", "ts": "2025-08-13T12:00:00Z", "stored": 4002, "offered": 4100, "stored_provider": "gold-api.com",
    "offered_provider": "LBMA"
  }]}',
  'a fix of a day with pulled prices is told beside the last of them, and not stored'
);
select results_eq('select * from spot.bars order by resolution', 'select * from bars order by resolution', 'the day keeps its high');
select is(
  spot_tests.import('[["gold", "2025-08-13T12:00:00Z", 4002, "LBMA"]]') ->> 'conflicting', '1', 'also where it says the same'
);
select is(
  spot_tests.import('[["gold", "2025-08-13T00:05:00Z", 4000, "ours"]]') - 'conflicts',
  '{"new": 0, "same": 1, "conflicting": 0}', 'our own export is the same'
);
select is(
  spot_tests.import('[
    ["silver", "2025-08-13T12:00:00Z", 38, "LBMA"], ["gold", "2025-08-12T12:00:00Z", 3990, "LBMA"],
    ["gold", "2025-08-14T12:00:00Z", 4010, "LBMA"]
  ]') ->> 'new', '3', 'other metals and other days are filled'
);
select is(
  spot_tests.import('[["gold", "2025-08-12T13:00:00Z", 3991, "hourly"]]') ->> 'new', '1',
  'a day of imported prices takes more of them'
);
set local timezone = 'Asia/Kolkata';
select is(
  spot_tests.import('[["gold", "2025-08-12T23:59:59Z", 3992, "hourly"], ["gold", "2025-08-14T00:00:00Z", 4009, "hourly"]]')
    ->> 'new', '2', 'days are of UTC, whatever the zone of the session'
);
select is(
  public.record_backfill(
    '{"provider": "metals-dev", "origin": "live", "metal": null, "from": "2025-08-11", "to": "2025-08-13", "label": "Metals.dev"}',
    array['gold', 'gold'], array['2025-08-11 12:00Z', '2025-08-13 12:00Z']::timestamptz[], array[3980, 4100], 0, '[]'
  ) - 'rates',
  '{"new": 1, "same": 0, "conflicting": 1, "refused": 0}', 'a backfill goes by the same rule'
);

select * from finish();
rollback;
