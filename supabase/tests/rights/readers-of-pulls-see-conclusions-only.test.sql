begin;
select plan(4);

select spot_tests.add('pulls', '{"metals": {"gold": {"outcome": "priced"}}}');

set local role anon;
select results_eq(
  $$ select metals #>> '{gold,outcome}' from spot.pulls where slot_at = '2025-08-13 12:00:00Z' $$,
  array['priced'],
  'anon reads what a pull concluded'
);
select throws_ok('select lease_token from spot.pulls', '42501', null, 'anon cannot read the lease');
select throws_ok('select summary from spot.pulls', '42501', null, 'anon cannot read what the operator reads');
set local role authenticated;
select throws_ok('select lease_token from spot.pulls', '42501', null, 'authenticated cannot read the lease');

select * from finish();
rollback;
