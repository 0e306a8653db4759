begin;
select plan(1);

select is_empty(
  $$
    select pg_proc.oid::regprocedure
    from pg_catalog.pg_proc
    cross join aclexplode(coalesce(proacl, acldefault('f', proowner))) as granted
    where pronamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and granted.grantee = 0
      and not exists (select from pg_catalog.pg_depend where objid = pg_proc.oid and deptype = 'e')
  $$,
  'no function is left with the grant to everybody that a new one has'
);

select * from finish();
rollback;
