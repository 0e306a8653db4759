begin;
select plan(1);

select is_empty(
  $$
    select relation.oid::regclass
    from pg_catalog.pg_class as relation
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and relation.relkind = 'v'
      and not coalesce(reloptions, '{}') @> array['security_invoker=true']
      and not exists (select from pg_catalog.pg_depend where objid = relation.oid and deptype = 'e')
  $$,
  'no view lends its owner''s rights to whoever reads it'
);

select * from finish();
rollback;
