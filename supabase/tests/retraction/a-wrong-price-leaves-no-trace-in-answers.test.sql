begin;
select plan(17);

select spot_tests.empty_tables();
set local role service_role;
create function pg_temp.pull(slot timestamptz, gold numeric) returns jsonb language sql as $$
  select spot_tests.pull_at(
    slot, jsonb_build_object('gold', gold, 'silver', 38),
    outcomes => jsonb_build_object('gold', jsonb_build_object('outcome', 'priced', 'trust', jsonb_build_object(
      'families', '["gold-api"]'::jsonb, 'witnesses', '[]'::jsonb, 'anchor', gold, 'anchored_at', slot
    ))),
    facts => jsonb_build_object('provider_states', jsonb_build_array(jsonb_build_object(
      'provider', 'gold-api', 'last_values', jsonb_build_object('gold', jsonb_build_object(
        'price', gold, 'pulls', 1, 'accepted', jsonb_build_object('price', gold, 'seen_at', slot + interval '1 second')
      ))
    )))
  )
$$;
select pg_temp.pull('2025-08-13 14:55Z', 3350);
create temporary table right_bars as select * from spot.bars;
select pg_temp.pull('2025-08-13 15:00Z', 4200);
select pg_temp.pull('2025-08-13 15:05Z', 4210);
select is((select max(high) from spot.bars where metal = 'gold'), 4210::numeric, 'a wrong price is in the bars');

create function pg_temp.retract(dry_run boolean default false) returns jsonb language sql as $$
  select public.retract_prices('gold', '2025-08-13 15:00Z', '2025-08-13 15:05Z', ' 25 % too high ', dry_run)
$$;
select is(pg_temp.retract(true), '{"metal": "gold", "retracted": 2, "dry_run": true}', 'a dry run counts');
select is((select count(*)::int from spot.prices), 6, 'and takes nothing out');
select is(pg_temp.retract(), '{"metal": "gold", "retracted": 2, "dry_run": false}', 'both ends of the range count');

select results_eq(
  $$ select metal, priced_at, price from spot.prices where metal = 'gold' $$,
  $$ values ('gold', timestamptz '2025-08-13 14:55Z', 3350::numeric) $$, 'the right price stays'
);
select is((select count(*)::int from spot.prices where metal = 'silver'), 3, 'and every one of another metal');
select results_eq(
  $$ select retracted_by, reason, price_row ->> 'price', price_row ->> 'provider' from spot.retracted_prices order by priced_at $$,
  $$ values ('secret-key', '25 % too high', '4200', 'gold-api.com'), ('secret-key', '25 % too high', '4210', 'gold-api.com') $$,
  'what was taken out is kept, with who and why'
);
select results_eq(
  $$ select * from spot.bars where metal = 'gold' order by resolution, opened_at $$,
  $$ select * from right_bars where metal = 'gold' order by resolution, opened_at $$,
  'the bars are what they were without it'
);
select is(
  (select price_count from spot.bars where metal = 'silver' and resolution = 'day'), 3, 'those of another metal are as they were'
);
select is(
  (select price_usd from spot.latest_prices where metal = 'gold' and currency = 'USD'), 3350::numeric,
  'the latest price is the last right one'
);
select is(
  spot.last_prices('live', '2025-08-13 15:10Z') #>> '{gold,price}', '3350', 'the next pull compares with the right one'
);
select is(
  spot.last_prices('live', '2025-08-13 15:10Z') #>> '{gold,trust,anchor}', '3350', 'and leans on nothing that was retracted'
);
select is(
  (select last_values -> 'gold' from spot.provider_states where provider_key = 'gold-api'), '{"price": 4210, "pulls": 1}',
  'what the provider said then is no witness'
);
select is(pg_temp.retract() ->> 'retracted', '0', 'a second time there is nothing to take out');

select is(
  spot_tests.import('[["gold", "2025-08-13T15:00:00Z", 3351, "LBMA"]]') ->> 'conflicting', '1',
  'a day that still has pulled prices is not filled in'
);
select public.retract_prices('gold', '2025-08-13 00:00Z', '2025-08-13 23:59Z', 'the whole day');
select is(
  spot_tests.import('[["gold", "2025-08-13T12:00:00Z", 3351, "LBMA"]]') ->> 'new', '1', 'one that has none may be'
);
select results_eq(
  $$ select resolution, open, high, low, close from spot.bars where metal = 'gold' order by resolution $$,
  $$ values ('day', 3351::numeric, 3351::numeric, 3351::numeric, 3351::numeric), ('hour', 3351, 3351, 3351, 3351),
    ('week', 3351, 3351, 3351, 3351) $$, 'and makes its bars'
);

select * from finish();
rollback;
