begin;
select plan(5);

select spot_tests.empty_tables();
-- With an outage in open market.
select spot_tests.week_of_gold(outage => '[2025-08-13 09:00Z, 2025-08-13 11:00Z)');

create function pg_temp.points("window" text, at text) returns table (ts text, price numeric, low numeric, carried boolean)
language sql as $$
  select value ->> 'ts', (value ->> 'price')::numeric, (value ->> 'low')::numeric, (value ->> 'carried')::boolean
  from json_array_elements(public.read_prices('gold', "window" => points."window", at => points.at) -> 'series')
$$;

select results_eq(
  $$ select ts, price, low from pg_temp.points('24h', '2025-08-13T15:02:30Z') where carried $$,
  -- 20:55 of the 12th is the last price before the break.
  $$ values ('2025-08-12T21:00:00Z', 3980::numeric, 3980::numeric) $$,
  'the hour of the daily break carries the last price'
);
select is(
  (select count(*)::int from pg_temp.points('24h', '2025-08-13T15:02:30Z')), 22,
  'two hours of an outage stay out'
);
select results_eq(
  $$ select count(*)::int, count(distinct price)::int, min(price) from pg_temp.points('12h', '2025-08-10T12:00:00Z') $$,
  $$ values (24, 1, 2828::numeric) $$,
  'on a Sunday all of 12h is the close of Friday, from before the window'
);
select is_empty(
  $$ select from pg_temp.points('30d', '2025-08-13T15:02:30Z') where carried $$, 'days without trade are left out'
);
select is_empty(
  $$ select from pg_temp.points('24h', '2025-08-20T12:00:00Z') $$, 'nothing is carried over days of open market'
);

select * from finish();
rollback;
