begin;
select plan(7);

select spot_tests.empty_tables();
set local role service_role;
create function pg_temp.fixes(slot timestamptz, fixes jsonb) returns void language sql as $$
  select spot_tests.pull_at(slot, facts => jsonb_build_object('references', fixes))
$$;

select pg_temp.fixes('2025-08-13 15:00Z', '[
  {"provider": "frankfurter", "metal": "gold", "price": 3340, "date": "2025-08-12"},
  {"provider": "frankfurter", "metal": "gold", "price": 3351, "date": "2025-08-13"},
  {"provider": "frankfurter", "metal": "gold", "price": 3352, "date": "2025-08-14"},
  {"provider": "frankfurter", "metal": "gold", "price": 9999, "date": "2125-08-15"},
  {"provider": "frankfurter", "metal": "silver", "price": 38, "date": "2025-08-11"}
]');
select results_eq(
  $$ select fix_date, price from spot.reference_prices where metal = 'gold' order by fix_date $$,
  $$ values (date '2025-08-12', 3340::numeric), ('2025-08-13', 3351), ('2025-08-14', 3352) $$,
  'references are stored by their day, and none of the future'
);
select is((select count(*)::int from spot.prices), 0, 'none is a price');
select is((select count(*)::int from spot.bars), 0, 'nor part of a bar');
select is(
  spot_tests.claim('2025-08-13 15:05Z') -> 'references',
  '{"gold": {"price": 3351, "date": "2025-08-13"}, "silver": {"price": 38, "date": "2025-08-11"}}',
  'a claim hands out the newest of each metal that is not of tomorrow'
);
select pg_temp.fixes('2025-08-13 15:10Z', '[{"provider": "frankfurter", "metal": "gold", "price": 3355, "date": "2025-08-13"}]');
select is(
  (select price from spot.reference_prices where fix_date = '2025-08-13'), 3355::numeric, 'a correction replaces its day'
);
select pg_temp.fixes('2025-08-13 15:05:30Z', '[{"provider": "frankfurter", "metal": "gold", "price": 3353, "date": "2025-08-13"}]');
select is(
  (select price from spot.reference_prices where fix_date = '2025-08-13'), 3355::numeric, 'but a late pull does not'
);
select is(spot_tests.claim('2025-08-01 15:05Z') -> 'references', '{}', 'before the first there is none');

select * from finish();
rollback;
