-- The other tests of rights look at spot and public. spot_tests is left out of them by name: it is there only while
-- tests run, no migration makes it, and it cannot weaken what they look at as long as this holds.
begin;
select plan(2);

select is_empty(
  $$
    select oid::regprocedure
    from pg_catalog.pg_proc
    where pronamespace = 'spot_tests'::regnamespace and prosecdef
  $$,
  'no helper runs with the rights of its owner'
);

select is_empty(
  $$
    select oid::regprocedure
    from pg_catalog.pg_proc
    where pronamespace in ('spot'::regnamespace, 'public'::regnamespace) and prosrc ~ 'spot_tests'
  $$,
  'no function of the product calls a helper'
);

select * from finish();
rollback;
