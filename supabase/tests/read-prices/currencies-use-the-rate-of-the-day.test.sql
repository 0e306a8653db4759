begin;
select plan(6);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();

select spot_tests.rates_at('2025-07-09 00:00Z', '{"XTS": 2}');
select spot_tests.rates_at('2025-08-08 00:00Z', '{"EUR": 1.25}');
select spot_tests.rates_at('2025-08-12 00:00Z', '{"EUR": 1.6}');

select results_eq(
  $$
    select answer ->> 'price', answer #>> '{fx,usd_value}', answer #>> '{fx,ts}', answer #>> '{fx,source}'
    from public.read_prices('gold', 'eur', at => '2025-08-12T23:59:59Z') as answer
  $$,
  $$ values ('2510', '1.6', '2025-08-12T00:00:00Z', 'frankfurter') $$,
  'an amount is dollars by the value of the day'
);
select is(
  public.read_prices('gold', 'EUR', at => '2025-08-10T23:00:00Z') #>> '{fx,ts}', '2025-08-08T00:00:00Z',
  'a Sunday uses the rate of Friday'
);
select results_eq(
  $$
    select value ->> 'ts', value ->> 'price'
    from json_array_elements(public.read_prices('gold', 'EUR', "window" => '7d', "interval" => '1d', at => '2025-08-13') -> 'series')
  $$,
  -- 8 August closes at 2828 (20:55), 10 and 11 August use the rate of the 8th; 9 August has no trade.
  $$
    values
      ('2025-08-08T00:00:00Z', '2262.4'), ('2025-08-10T00:00:00Z', '2752'), ('2025-08-11T00:00:00Z', '2982.4'),
      ('2025-08-12T00:00:00Z', '2510'), ('2025-08-13T00:00:00Z', '2623.125')
  $$,
  'each point has the rate of its own day'
);
select results_eq(
  $$
    select answer ->> 'count', answer #>> '{fx,points_without_rate}'
    from public.read_prices('gold', 'EUR', "window" => '30d', at => '2025-08-13') as answer
  $$,
  $$ values ('5', '2') $$,
  'points without a rate are left out and counted'
);
select throws_like(
  $$ select public.read_prices('gold', 'XTS', at => '2025-08-09') $$, '%"PRICE_NOT_RECORDED"%',
  'a rate of 31 days ago is none'
);
select is(
  public.read_prices('gold', 'XTS', at => '2025-08-08') ->> 'price', '1414', 'one of 30 days ago counts'
);

select * from finish();
rollback;
