begin;
select plan(1);

select set_eq(
  $$
    select tablename::text, permissive, roles::text, cmd, qual, with_check
    from pg_catalog.pg_policies
    where schemaname in ('spot', 'public')
      and not exists (
        select from pg_catalog.pg_class
        where oid = format('%I.%I', schemaname, tablename)::regclass and relispartition
      )
  $$,
  $$
    select
      decided.relation, 'PERMISSIVE' as permissive,
      case decided.relation
        when 'market_sessions' then '{anon,authenticated,service_role}' else '{anon,authenticated}'
      end as roles,
      'SELECT' as command, decided.condition, null::text as with_check
    from (
      values
        ('alert_deliveries', 'false'),
        ('alerts', 'false'),
        ('backfills', 'false'),
        ('bars', 'true'),
        ('breaker_transitions', 'false'),
        ('fx_rates', 'true'),
        ('fx_refusals', 'false'),
        ('market_sessions', 'true'),
        ('prices', 'true'),
        ('provider_calls', 'false'),
        ('provider_states', 'false'),
        ('provider_usage', 'false'),
        ('providers', 'false'),
        ('pulls', 'true'),
        ('quotes', 'false'),
        ('rate_buckets', 'false'),
        ('reference_prices', 'true'),
        ('retracted_prices', 'false'),
        ('settings', 'false'),
        ('settings_history', 'false')
    ) as decided (relation, condition)
  $$,
  'each table has the one policy that was decided for it'
);

select * from finish();
rollback;
