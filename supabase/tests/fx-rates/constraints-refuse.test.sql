begin;
select plan(5);

select throws_like(
  $$ insert into spot.fx_rates values ('eur', '2025-08-13', 1, '2025-08-13 00:00:00Z', 'frankfurter') $$,
  '%"currency_is_a_code"%', 'currency is a code'
);

select throws_like(
  $$ insert into spot.fx_rates values ('EURO', '2025-08-13', 1, '2025-08-13 00:00:00Z', 'frankfurter') $$,
  '%"currency_is_a_code"%', 'currency is a code'
);

select throws_like(
  $$ insert into spot.fx_rates values ('EUR', '2025-08-13', 0, '2025-08-13 00:00:00Z', 'frankfurter') $$,
  '%"usd_value_is_positive_and_finite"%', 'usd value is positive and finite'
);

select throws_like(
  $$ insert into spot.fx_rates values ('EUR', '2025-08-13', 'NaN', '2025-08-13 00:00:00Z', 'frankfurter') $$,
  '%"usd_value_is_positive_and_finite"%', 'usd value is positive and finite'
);

select throws_like(
  $$ insert into spot.fx_rates values ('EUR', '2025-08-13', 'Infinity', '2025-08-13 00:00:00Z', 'frankfurter') $$,
  '%"usd_value_is_positive_and_finite"%', 'usd value is positive and finite'
);

select * from finish();
rollback;
