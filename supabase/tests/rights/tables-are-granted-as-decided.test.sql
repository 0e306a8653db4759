-- A new table or view fails here until somebody has decided who may do what with it.
begin;
select plan(1);

select set_eq(
  $$
    select relation.relname::text, role.name, coalesce(granted.privileges, '')
    from pg_catalog.pg_class as relation
    cross join (values ('anon'), ('authenticated'), ('service_role')) as role (name)
    cross join lateral (
      select string_agg(privilege, ' ' order by position) as privileges
      from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'])
        with ordinality as known (privilege, position)
      where has_table_privilege(role.name, relation.oid, privilege)
    ) as granted
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and relation.relkind in ('r', 'p', 'v', 'm', 'f')
      and not relation.relispartition
      and not exists (
        select from pg_catalog.pg_depend where objid = relation.oid and deptype = 'e'
      )
  $$,
  $$
    select decided.relation, role.name, case role.name when 'service_role' then decided.service else decided.readers end
    from (
      values
        ('alert_deliveries', '', 'select insert'),
        ('alerts', '', 'select insert update'),
        ('backfills', '', 'select insert'),
        ('bars', 'select', 'select insert update'),
        ('breaker_transitions', '', 'select insert'),
        ('freshness_levels', '', 'select'),
        ('fx_rates', 'select', 'select insert update'),
        ('fx_refusals', '', 'select insert update'),
        ('gaps', '', 'select'),
        ('latest_prices', 'select', 'select'),
        ('market_sessions', 'select', 'select'),
        ('prices', 'select', 'select insert'),
        ('provider_calls', '', 'select insert update'),
        ('provider_states', '', 'select insert update'),
        ('provider_status', '', 'select'),
        ('provider_usage', '', 'select insert update'),
        ('providers', '', 'select update'),
        ('pull_levels', '', 'select'),
        ('pulls', '', 'select insert update'),
        ('quotes', '', 'select insert'),
        ('rate_buckets', '', 'select insert update delete'),
        ('reference_prices', 'select', 'select insert update'),
        ('retracted_prices', '', 'select'),
        ('settings', '', 'select update'),
        ('settings_history', '', 'select insert')
    ) as decided (relation, readers, service)
    cross join (values ('anon'), ('authenticated'), ('service_role')) as role (name)
  $$,
  'tables and views are granted to anon, authenticated and service_role as decided'
);

select * from finish();
rollback;
