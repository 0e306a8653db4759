-- People read these comments in Studio.
begin;
select plan(4);

select is_empty(
  $$
    select relation.oid::regclass
    from pg_catalog.pg_class as relation
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and relation.relkind in ('r', 'p', 'v', 'm')
      and obj_description(relation.oid, 'pg_class') is null
      and not exists (select from pg_catalog.pg_depend where objid = relation.oid and deptype = 'e')
  $$,
  'every table and view has a comment'
);

select is_empty(
  $$
    select oid::regprocedure
    from pg_catalog.pg_proc
    where pronamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and obj_description(oid, 'pg_proc') is null
      and not exists (select from pg_catalog.pg_depend where objid = pg_proc.oid and deptype = 'e')
  $$,
  'every function has a comment'
);

-- Whose name says it all, wherever the column stands.
select is_empty(
  $$
    select attrelid::regclass, attname
    from pg_catalog.pg_attribute
    join pg_catalog.pg_class as relation on relation.oid = attrelid
    where relation.relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and relation.relkind in ('r', 'p')
      and not relation.relispartition
      and attnum > 0
      and not attisdropped
      and col_description(attrelid, attnum) is null
      and attname not in (
        'provider_key', 'pull_id', 'metal', 'currency', 'price', 'bid', 'ask', 'open', 'high', 'low', 'close',
        'created_at', 'updated_at', 'changed_at', 'changed_by', 'started_at', 'finished_at', 'lease_expires_at',
        'opened_at', 'closed_at', 'called_at', 'last_called_at', 'last_success_at', 'sent_at', 'delivered_at',
        'next_attempt_at', 'attempts', 'version', 'document', 'operation', 'http_status', 'latency_ms', 'month',
        'retry_after_seconds', 'resolution', 'price_count', 'severity', 'details', 'detail', 'event', 'from_state',
        'to_state', 'reason', 'last_status', 'last_error'
      )
      and not (attidentity <> '' or attname in ('settings_id', 'alert_id'))
  $$,
  'every column has a comment, or a name that says it all'
);

select isnt_empty(
  $$ select from pg_catalog.pg_description where description ~ 'US dollars' and objoid = 'spot.prices'::regclass $$,
  'the unit of prices is said where people see it'
);

select * from finish();
rollback;
