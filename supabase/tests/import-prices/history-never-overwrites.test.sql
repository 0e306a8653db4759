begin;
select plan(11);

select spot_tests.empty_tables();

set local role service_role;

select is(
  spot_tests.import('[["gold", "1980-01-21T12:00:00Z", 850, "LBMA"]]', true) - 'conflicts',
  '{"new": 1, "same": 0, "conflicting": 0}', 'a dry run counts'
);
select is((select count(*)::int from spot.prices), 0, 'and writes nothing');

select is(
  spot_tests.import('[
    ["gold", "1980-01-18T12:00:00Z", 835, "LBMA"],
    ["gold", "1980-01-19T12:00:00Z", 836, "LBMA"],
    ["gold", "1980-01-21T12:00:00Z", 843, "LBMA"],
    ["gold", "1980-01-21T12:00:00Z", 843.0, "LBMA"],
    ["gold", "1980-01-21T12:00:00Z", 844, "another"]
  ]') - 'conflicts',
  '{"new": 3, "same": 1, "conflicting": 1}', 'of one time the first price counts'
);
select results_eq(
  $$ select price, status, provider from spot.prices where priced_at = '1980-01-21T12:00:00Z' $$,
  $$ values (843::numeric, 'imported', 'LBMA') $$, 'and is stored as imported'
);
select set_eq(
  $$ select resolution, opened_at, close, price_count from spot.bars $$,
  $$ values
    ('hour', timestamptz '1980-01-18T12:00:00Z', 835::numeric, 1), ('day', '1980-01-18T00:00:00Z', 835, 1),
    ('week', '1980-01-14T00:00:00Z', 835, 1),
    ('hour', '1980-01-21T12:00:00Z', 843, 1), ('day', '1980-01-21T00:00:00Z', 843, 1),
    ('week', '1980-01-21T00:00:00Z', 843, 1) $$,
  'new prices are in the bars once, those of a Saturday are not'
);

select is(
  spot_tests.import('[["gold", "1980-01-21T12:00:00Z", 850, "LBMA"], ["gold", "1980-01-18T12:00:00Z", 835, "LBMA"]]'),
  '{"new": 0, "same": 1, "conflicting": 1, "conflicts": [{
    "metal": "gold", "ts": "1980-01-21T12:00:00Z", "stored": 843, "offered": 850, "stored_provider": "LBMA",
    "offered_provider": "LBMA"
  }]}', 'another price for a known time is told and not stored'
);
select is(
  (select sum(price_count)::int from spot.bars where resolution = 'day'), 2, 'and is in no bar'
);

select throws_like(
  $$ select public.import_prices(array['gold'], array[now() + interval '1 day'], array[1.0], array['x']) $$,
  '%INPUT_BAD_VALUE%', 'a price of the future is refused'
);
select throws_like(
  $$ select public.import_prices(array['gold'], array[]::timestamptz[], array[1.0], array['x']) $$,
  '%INPUT_BAD_BODY%', 'lists of different length are refused'
);
select is(
  public.import_prices('{}', '{}', '{}', '{}') - 'conflicts', '{"new": 0, "same": 0, "conflicting": 0}',
  'nothing is nothing'
);

reset role;
set local role anon;
select throws_ok(
  $$ select public.import_prices('{}', '{}', '{}', '{}') $$, '42501', null, 'readers may not import'
);

select * from finish();
rollback;
