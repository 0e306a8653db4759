begin;
select plan(6);

select spot_tests.empty_tables();
create temporary table lease as
select spot_tests.claim('2025-08-13 15:00Z') as claim, spot_tests.whole_pull() as pull;

select throws_ok(
  $$ select spot_tests.record(claim, jsonb_set(pull, '{quotes,0,metal}', '"tin"')) from lease $$, '23514', null,
  'a quote of an unknown metal is refused'
);
select throws_ok(
  $$ select spot_tests.record(claim, jsonb_set(pull, '{prices,0,price}', '0')) from lease $$, '23514', null,
  'so is a price of zero'
);
select throws_ok(
  $$ select spot_tests.record(claim, jsonb_set(pull, '{fx,0,usd_value}', '0')) from lease $$, '23514', null, 'a rate of zero'
);
select throws_ok(
  $$ select spot_tests.record(claim, jsonb_set(pull, '{calls,0,provider}', '"nobody"')) from lease $$, '23503', null,
  'and a call to nobody'
);
select throws_ok(
  $$ select spot_tests.record(claim, pull || '{"state": "fine"}') from lease $$, '23514', null, 'and an end that is none'
);
select is(
  spot_tests.counts(),
  '{"calls": 0, "usage": 0, "quotes": 0, "prices": 0, "bars": 0, "fx": 0, "alerts": 0, "state": "running"}',
  'after each of them nothing is written and the pull still runs'
);

select * from finish();
rollback;
