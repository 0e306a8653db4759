begin;
select plan(6);

-- A project may grant new tables by default; partitions must stay closed all the same.
alter default privileges in schema spot grant select on tables to anon, authenticated, service_role;

select lives_ok($$ select spot.ensure_partition('prices', '2031-05-04 00:00:00Z') $$, 'a year of prices is made');
select lives_ok($$ select spot.ensure_partition('quotes', '2031-05-04 00:00:00Z') $$, 'a month of quotes is made');

select is_empty(
  $$
    select relation.oid::regclass, role.name, privilege
    from pg_catalog.pg_class as relation
    cross join (values ('anon'), ('authenticated'), ('service_role')) as role (name)
    cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
    where relation.relnamespace = 'spot'::regnamespace
      and relation.relkind in ('r', 'p')
      and relation.relispartition
      and has_table_privilege(role.name, relation.oid, privilege)
  $$,
  'nobody may touch a partition itself'
);

select is_empty(
  $$
    select relation.oid::regclass
    from pg_catalog.pg_class as relation
    where relation.relnamespace = 'spot'::regnamespace
      and relation.relkind in ('r', 'p')
      and relation.relispartition
      and (
        select array_agg(format('%s %s %s', cmd, roles, qual))
        from pg_catalog.pg_policies
        where schemaname = 'spot' and tablename = relation.relname
      ) is distinct from array['SELECT {anon,authenticated} false']
  $$,
  'and if somebody granted it, its policy would show nothing'
);

select is_empty(
  $$
    select relation.oid::regclass
    from pg_catalog.pg_class as relation
    where relation.relnamespace = 'spot'::regnamespace
      and relation.relkind in ('r', 'p')
      and relation.relispartition
      and not relation.relrowsecurity
  $$,
  'because row level security is on for it'
);

set local role anon;
select throws_ok('select from spot.prices_2031', '42501', null, 'anon is refused at the partition');

select * from finish();
rollback;
