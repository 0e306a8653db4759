begin;
select plan(3);

select is_empty(
  $$
    select relation.oid::regclass, granted.grantee::regrole
    from pg_catalog.pg_class as relation
    cross join aclexplode(relation.relacl) as granted
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and granted.is_grantable
      and granted.grantee <> relation.relowner
      and not exists (select from pg_catalog.pg_depend where objid = relation.oid and deptype = 'e')
  $$,
  'no table or view is granted with grant option'
);

select is_empty(
  $$
    select relation.oid::regclass, granted.privilege_type
    from pg_catalog.pg_class as relation
    cross join aclexplode(relation.relacl) as granted
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and granted.grantee = 0
      and not exists (select from pg_catalog.pg_depend where objid = relation.oid and deptype = 'e')
  $$,
  'no table or view is granted to everybody'
);

select is_empty(
  $$
    select pg_proc.oid::regprocedure, granted.grantee::regrole
    from pg_catalog.pg_proc
    cross join aclexplode(proacl) as granted
    where pronamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and granted.is_grantable
      and granted.grantee <> proowner
      and not exists (select from pg_catalog.pg_depend where objid = pg_proc.oid and deptype = 'e')
  $$,
  'no function is granted with grant option'
);

select * from finish();
rollback;
