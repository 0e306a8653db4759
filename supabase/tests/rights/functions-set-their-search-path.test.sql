begin;
select plan(1);

select is_empty(
  $$
    select oid::regprocedure
    from pg_catalog.pg_proc
    where pronamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and not coalesce(proconfig, '{}') @> array['search_path=""']
      and not exists (select from pg_catalog.pg_depend where objid = pg_proc.oid and deptype = 'e')
  $$,
  'every function sets an empty search_path, so that no caller can slip in an object of another schema'
);

select * from finish();
rollback;
