begin;
select plan(7);

select spot_tests.empty_tables();
set local role service_role;
select spot_tests.prices_at('2025-08-12 12:00Z', '{"gold": 3300, "silver": 38}');
select spot_tests.prices_at('2025-08-13 12:00Z', '{"gold": 3360, "silver": 38}');
select spot_tests.rates_at('2025-08-12 00:00Z', '{"EUR": 1.17}');
reset role;
select spot_tests.add('reference_prices', '{"metal": "platinum", "price": 1300}');
set local role service_role;

create function pg_temp.compare(metal text, at timestamptz[], prices numeric[]) returns jsonb language sql as $$
  select public.compare_import(array_fill(metal, array[cardinality(at)]), at, prices)
$$;

select is(
  pg_temp.compare('gold', array['2025-08-12 13:00Z', '2025-08-12 11:00Z', '2025-08-13 12:00Z']::timestamptz[],
    array[3300, 3300, 3360]) #> '{metals,gold}',
  '{"overlaps": 3, "ratio": 1, "known": 3300, "at": "2025-08-13T12:00:00Z"}', 'a file that agrees has a ratio of one'
);
select is(
  round((pg_temp.compare('gold', array['2025-08-12 13:00Z']::timestamptz[], array[3300 / 31.1034768])
    #>> '{metals,gold,ratio}')::numeric, 5), 0.03215, 'a price per gram shows'
);
select is(
  pg_temp.compare('gold', array['2025-08-11 11:00Z']::timestamptz[], array[3300]) #>> '{metals,gold,overlaps}', '0',
  'what lies more than a day away is not compared'
);
select is(
  pg_temp.compare('platinum', array['2025-08-12 23:00Z']::timestamptz[], array[650]) #>> '{metals,platinum,ratio}', '0.5',
  'the daily reference stands in where no price is stored'
);
select is(
  pg_temp.compare('gold', array['2025-08-12 13:00Z']::timestamptz[], array[3300]) -> 'rates', '{"EUR": 1.17}',
  'the rates of those days are told, so that a currency shows'
);
select is(
  spot_tests.refusal($$ select public.compare_import(array['gold'], '{}', '{}') $$), '400 INPUT_BAD_BODY',
  'lists of different length are refused'
);
select is(public.compare_import('{}', '{}', '{}') -> 'metals', '{}', 'nothing is nothing');

select * from finish();
rollback;
