begin;
select plan(3);

select set_eq(
  $$
    select role.name as role, schema.name as schema, privilege
    from (values ('anon'), ('authenticated'), ('service_role')) as role (name)
    cross join (values ('spot'), ('public')) as schema (name)
    cross join unnest(array['usage', 'create']) as privilege
    where has_schema_privilege(role.name, schema.name, privilege)
  $$,
  $$
    select role_name, schema_name, 'usage' as privilege
    from unnest(array['anon', 'authenticated', 'service_role']) as role_name
    cross join unnest(array['spot', 'public']) as schema_name
  $$,
  'the roles of the API may use spot and public and create nothing in them'
);

select is_empty(
  $$
    select 1
    from pg_catalog.pg_namespace
    cross join aclexplode(nspacl) as granted
    where nspname = 'spot' and granted.grantee = 0
  $$,
  'other roles may not even use spot'
);

select is_empty(
  $$
    select relation.oid::regclass, role.name
    from pg_catalog.pg_class as relation
    cross join (values ('anon'), ('authenticated'), ('service_role')) as role (name)
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and relation.relkind = 'S'
      and has_sequence_privilege(role.name, relation.oid, 'usage, select, update')
  $$,
  'nobody needs a sequence: identity columns bring their own right'
);

select * from finish();
rollback;
