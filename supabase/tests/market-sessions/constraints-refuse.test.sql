begin;
select plan(3);

select spot_tests.refuses(
  $$ update spot.market_sessions set closes_at = opens_at, thin_from = null where trade_date = '2025-08-13' $$,
  'session_closes_after_it_opens'
);
select spot_tests.refuses(
  $$ update spot.market_sessions set thin_from = closes_at where trade_date = '2025-08-13' $$,
  'thin_part_lies_inside_the_session'
);
select spot_tests.refuses(
  $$ update spot.market_sessions set thin_from = opens_at where trade_date = '2025-08-13' $$,
  'thin_part_lies_inside_the_session'
);

select * from finish();
rollback;
