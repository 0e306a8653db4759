begin;
select plan(1);

select is_empty(
  $$
    select relation.oid::regclass
    from pg_catalog.pg_class as relation
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and relation.relkind in ('r', 'p')
      and not relation.relrowsecurity
  $$,
  'every table of spot and public has row level security switched on'
);

select * from finish();
rollback;
