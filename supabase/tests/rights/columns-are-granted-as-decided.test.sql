-- Grants of single columns, beside those of whole tables.
begin;
select plan(1);

select set_eq(
  $$
    select attrelid::regclass::text as relation, attname::text as attribute, role.name as role, privilege
    from pg_catalog.pg_attribute
    join pg_catalog.pg_class as relation on relation.oid = attrelid
    cross join (values ('anon'), ('authenticated'), ('service_role')) as role (name)
    cross join unnest(array['select', 'insert', 'update', 'references']) as privilege
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and relation.relkind in ('r', 'p', 'v', 'm', 'f')
      and attnum > 0
      and not attisdropped
      and has_column_privilege(role.name, attrelid, attnum, privilege)
      and not has_table_privilege(role.name, attrelid, privilege)
  $$,
  $$
    select 'spot.pulls' as relation, column_name, role_name, 'select' as privilege
    from unnest(array['slot_at', 'metals']) as column_name
    cross join unnest(array['anon', 'authenticated']) as role_name
  $$,
  'of single columns, readers may read slot_at and metals of pulls and nothing else'
);

select * from finish();
rollback;
