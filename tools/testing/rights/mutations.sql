-- Every way in which one right can be wrong, as a statement. Read by tools/testing/rights/main.ts.
with
roles (role) as (
  values ('anon'), ('authenticated'), ('service_role')
),
relations as (
  select oid, oid::regclass::text as name, relkind, relispartition
  from pg_catalog.pg_class
  where relnamespace in ('spot'::regnamespace, 'public'::regnamespace)
    and relkind in ('r', 'p', 'v', 'm')
    and not exists (select from pg_catalog.pg_depend where objid = pg_class.oid and deptype = 'e')
),
functions as (
  select oid, oid::regprocedure::text as name, prosecdef
  from pg_catalog.pg_proc
  where pronamespace in ('spot'::regnamespace, 'public'::regnamespace)
    and not exists (select from pg_catalog.pg_depend where objid = pg_proc.oid and deptype = 'e')
),
policies as (
  select policyname, format('%I.%I', schemaname, tablename) as name, qual
  from pg_catalog.pg_policies
  where schemaname in ('spot', 'public')
)
select format('alter table %s disable row level security', name) as statement
from relations where relkind in ('r', 'p')

union all
select format('drop policy %I on %s', policyname, name) from policies
union all
select format('alter policy %I on %s using (%s)', policyname, name, case qual when 'true' then 'false' else 'true' end)
from policies
union all
select format('alter policy %I on %s to public', policyname, name) from policies
union all
select format('create policy one_too_many on %s for all to anon, authenticated using (true)', name)
from relations where relkind in ('r', 'p')

-- Each privilege on each relation: granted where it is not, revoked where it is.
union all
select format(
  case when has_table_privilege(role, oid, privilege) then 'revoke %s on %s from %I' else 'grant %s on %s to %I' end,
  privilege, name, role
)
from relations
cross join roles
cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
where not relispartition
union all
select format('grant select on %s to anon', name) from relations where relispartition
union all
select format('grant select on %s to public', name) from relations
union all
select format('grant %s on %s to service_role with grant option', 'select', name) from relations
union all
select format('grant select (%I) on %s to anon', attname, name)
from relations
join pg_catalog.pg_attribute on attrelid = relations.oid and attnum > 0 and not attisdropped
where not has_column_privilege('anon', attrelid, attnum, 'select')
union all
select format('revoke select (%I) on %s from %I', attname, name, role)
from relations
cross join roles
join pg_catalog.pg_attribute on attrelid = relations.oid and attnum > 0 and not attisdropped
where has_column_privilege(role, attrelid, attnum, 'select') and not has_table_privilege(role, relations.oid, 'select')
union all
select format('alter view %s set (security_invoker = false)', name) from relations where relkind = 'v'

union all
select format(
  case when has_function_privilege(role, oid, 'execute') then 'revoke execute on function %s from %I'
    else 'grant execute on function %s to %I' end,
  name, role
)
from functions cross join roles
union all
select format('grant execute on function %s to public', name) from functions
union all
select format('grant execute on function %s to service_role with grant option', name) from functions
union all
select format('alter function %s security %s', name, case when prosecdef then 'invoker' else 'definer' end)
from functions
union all
select format('alter function %s reset search_path', name) from functions
union all
select format('alter function %s set search_path = public', name) from functions

union all
select format('grant create on schema %I to %I', schema, role)
from unnest(array['spot', 'public']) as schema cross join roles
union all
select format('revoke usage on schema spot from %I', role) from roles
union all
select 'grant usage on schema spot to public'
union all
select format('grant %s on sequence %s to anon', privilege, oid::regclass)
from pg_catalog.pg_class
cross join unnest(array['usage', 'select', 'update']) as privilege
where relnamespace in ('spot'::regnamespace, 'public'::regnamespace) and relkind = 'S'

-- The function that makes partitions, with one of its statements left out.
union all
select replace(pg_get_functiondef('spot.ensure_partition'::regproc), line, '')
from regexp_split_to_table(pg_get_functiondef('spot.ensure_partition'::regproc), '\n') as line
where line ~ 'execute format\(''(alter|create policy|revoke)'
