begin;
select plan(12);

select spot_tests.empty_tables();
select spot_tests.import('[
  ["gold", "1980-01-18T12:00:00Z", 835, "LBMA"], ["gold", "1980-01-21T12:00:00Z", 843, "LBMA"],
  ["gold", "1980-01-22T12:00:00Z", 737.5, "LBMA"], ["silver", "1980-01-21T12:00:00Z", 44, "LBMA"]
]');
select spot_tests.rates_at('1980-01-18 00:00Z', '{"GBP": 2.25}');
set local role anon;

create temp view one as
select answer from json_array_elements(public.read_prices_at('1980-01-21,1980-01-20,1980-01-21T12:30:00Z,1999-12-31') -> 'prices')
  as given (answer);
select results_eq(
  $$ select answer ->> 'at', (answer ->> 'price')::numeric, answer ->> 'match', (answer ->> 'distance_seconds')::int,
    answer ->> 'reason' from one $$,
  $$ values
    ('1980-01-21', 843::numeric, 'exact', 43199, null),
    ('1980-01-20', 835, 'before', 215999, null),
    ('1980-01-21T12:30:00Z', 843, 'exact', 1800, null),
    ('1999-12-31', null, null, null, 'no_price') $$,
  'in the order asked: the price of the day, or the one before and how far away, or none'
);
select results_eq(
  $$ select answer ->> 'at', (answer ->> 'price')::numeric, answer ->> 'match'
    from json_array_elements(
      public.read_prices_at('1980-01-20,1980-01-19,1980-01-21T00:01:00Z,1980-01-17', match => 'nearest') -> 'prices'
    ) as given (answer) $$,
  $$ values
    ('1980-01-20', 843::numeric, 'after'), ('1980-01-19', 835, 'before'), ('1980-01-21T00:01:00Z', 843, 'after'),
    ('1980-01-17', 835, 'after') $$,
  'nearest may be after'
);
select results_eq(
  $$ select answer ->> 'metal', (answer ->> 'price')::numeric
    from json_array_elements(public.read_prices_at('1980-01-21,', 'silver,XAU', unit => 'kg') -> 'prices') as given (answer) $$,
  $$ values ('silver', 1414.6328::numeric), ('gold', 27103.079) $$,
  'several metals, in other units'
);
select results_eq(
  $$ select (answer ->> 'price')::numeric, answer #>> '{fx,source}', answer #>> '{fx,ts}', answer ->> 'reason'
    from json_array_elements(public.read_prices_at('1980-01-21,1980-01-18', currency => 'gbp') -> 'prices') as given (answer) $$,
  $$ values
    (374.66667::numeric, 'frankfurter', '1980-01-18T00:00:00Z', null),
    (371.11111, 'frankfurter', '1980-01-18T00:00:00Z', null) $$,
  'the rate of the day or the last of the week before, with source and time'
);
reset role;
update spot.fx_rates set rate_date = '1980-01-23';
set local role anon;
select results_eq(
  $$ select answer ->> 'price', answer ->> 'ts', answer ->> 'fx', answer ->> 'reason'
    from json_array_elements(public.read_prices_at('1980-01-22', currency => 'GBP') -> 'prices') as given (answer) $$,
  $$ values (null, '1980-01-22T12:00:00Z', null, 'no_rate') $$,
  'without a rate there is no price, and the reason'
);
select is((public.read_prices_at('1980-01-21,1999-12-31') ->> 'missing')::int, 1, 'what is missing is counted');

select throws_like($$ select public.read_prices_at('1980-01-21,tomorrow') $$, '%INPUT_BAD_VALUE%', 'no date');
select throws_like($$ select public.read_prices_at('') $$, '%INPUT_BAD_VALUE%', 'nothing');
select throws_like(
  $$ select public.read_prices_at(rtrim(repeat('1980-01-21,', 501), ',')) $$, '%501 dates%', 'more than 500 are refused'
);
select throws_like(
  $$ select public.read_prices_at('1980-01-21', match => 'exact') $$, '%INPUT_BAD_VALUE%', 'unknown match'
);
select throws_like(
  $$ select public.read_prices_at('1980-01-21', currency => 'XYZ') $$, '%INPUT_UNKNOWN_CURRENCY%', 'unknown currency'
);
select throws_like($$ select public.read_prices_at('1980-01-21', unit => 'lb') $$, '%INPUT_UNKNOWN_UNIT%', 'unknown unit');

select * from finish();
rollback;
