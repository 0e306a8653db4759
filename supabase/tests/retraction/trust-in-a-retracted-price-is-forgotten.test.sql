begin;
select plan(4);

select spot_tests.empty_tables();
set local role service_role;
create function pg_temp.pull(slot timestamptz, trust jsonb) returns jsonb language sql as $$
  select spot_tests.pull_at(slot, '{"gold": 3350}', outcomes => jsonb_build_object(
    'gold', jsonb_build_object('outcome', 'priced', 'sources', '[]'::jsonb, 'trust', trust)
  ))
$$;
create function pg_temp.trusting() returns text[] language sql as $$
  select array_agg(to_char(slot_at at time zone 'UTC', 'HH24:MI') order by slot_at) from spot.pulls where metals -> 'gold' ? 'trust'
$$;
select pg_temp.pull('2025-08-13 15:00Z', '{"anchor": 3300, "anchored_at": "2025-08-13T12:00:00Z"}');
select spot_tests.prices_at('2025-08-13 15:02Z', '{"gold": 4200}');
select pg_temp.pull('2025-08-13 15:05Z', '{"anchor": 1, "anchored_at": "2025-08-13T15:02:00Z"}');
select pg_temp.pull('2025-08-13 15:10Z', '{"anchor": 4200}');
select pg_temp.pull('2025-08-13 15:15Z', '{"anchor": 3350, "anchored_at": "2025-08-13T15:10:00Z"}');
select is(pg_temp.trusting(), array['15:00', '15:05', '15:10', '15:15'], 'pulls keep whom they trust');
select public.retract_prices('gold', '2025-08-13 15:01Z', '2025-08-13 15:04Z', 'wrong');
select is(
  pg_temp.trusting(), array['15:00', '15:15'], 'trust that is anchored in the range, or in one of its prices, is forgotten'
);
select is(
  (select metals -> 'gold' from spot.pulls where slot_at = '2025-08-13 15:10Z'), '{"outcome": "priced", "sources": []}',
  'the rest of what a pull concluded stays'
);
select is((select count(*)::int from spot.pulls), 4, 'and every pull');

select * from finish();
rollback;
