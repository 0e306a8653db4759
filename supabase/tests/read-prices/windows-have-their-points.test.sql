begin;
select plan(6);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();

select results_eq(
  $$
    select name, answer ->> 'window', (answer ->> 'count')::int, json_array_length(answer -> 'series')
    from unnest(array['1h', '6h', '12h', '24h']) with ordinality as wanted (name, place)
    cross join lateral public.read_prices('gold', "window" => name, at => '2025-08-13T15:02:30Z') as answer
    order by place
  $$,
  $$ values ('1h', '1h', 12, 12), ('6h', '6h', 24, 24), ('12h', '12h', 24, 24), ('24h', '24h', 24, 24) $$,
  '1h has 12 points, 6h, 12h and 24h have 24'
);

select is(
  (public.read_prices('gold', "window" => '7d', at => '2025-08-13T15:02:30Z') ->> 'count')::int, 28,
  '7d has 28 points'
);

select results_eq(
  $$
    select name, count(*)
    from unnest(array['1h', '6h', '12h', '24h', '7d']) as wanted (name)
    cross join lateral json_array_elements(
      public.read_prices('gold', "window" => name, at => '2025-08-13T15:02:30Z') -> 'series'
    ) with ordinality as point (value, place)
    where not (value ->> 'ts')::timestamptz > '2025-08-06 15:00:00Z'
    group by name
  $$,
  $$ select null::text, null::bigint where false $$,
  'no point is older than its window'
);

select is(
  public.read_prices('gold', "window" => '24h', at => '2025-08-13T15:02:30Z') #>> '{series,23,ts}', '2025-08-13T15:00:00Z',
  'the last point is the hour that holds the time asked'
);

select is(
  public.read_prices('gold', "window" => '6h', "interval" => '1h', at => '2025-08-13T15:02:30Z') ->> 'count', '6',
  'a longer interval gives fewer points'
);

select results_eq(
  $$
    select name, (public.read_prices('gold', "window" => name, at => '2025-08-13T15:02:30Z') ->> 'count')::int
    from unnest(array['30d', '90d', '1y', '5y', '10y', 'max']) as name
  $$,
  -- Seven days with trade, in two weeks that begin on a Monday.
  $$ values ('30d', 7), ('90d', 7), ('1y', 7), ('5y', 2), ('10y', 2), ('max', 2) $$,
  'long windows have a point a day or a week'
);

select * from finish();
rollback;
