-- Stand-in for pg_cron 1.6, for databases whose server does not have it. Same schema, names and behaviour for callers;
-- the schedules are run by stack/worker/. Owned by supabase_admin, so that `supabase db reset` leaves it alone.
create schema cron;

create sequence cron.jobid_seq;
create sequence cron.runid_seq;

create table cron.job (
  jobid bigint primary key default nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default coalesce(inet_server_port(), 5432),
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);

create table cron.job_run_details (
  jobid bigint,
  runid bigint primary key default nextval('cron.runid_seq'),
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);

alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

-- True if one field of a cron expression names values between `lowest` and `highest` only.
-- `names` are the words that may stand for numbers, beginning with the one for `lowest`.
create function cron.field_is_valid(field text, lowest integer, highest integer, names text[] default '{}')
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  part text;
  bounds text[];
  bound text;
  number integer;
  previous integer;
begin
  foreach part in array string_to_array(lower(field), ',') loop
    if part !~ '^(\*|[a-z0-9]+(-[a-z0-9]+)?)(/[0-9]{1,4})?$' then
      return false;
    end if;
    if part ~ '/0+$' then
      return false;
    end if;
    part := split_part(part, '/', 1);
    continue when part = '*';
    bounds := string_to_array(part, '-');
    previous := null;
    foreach bound in array bounds loop
      if bound ~ '^[0-9]{1,4}$' then
        number := bound::integer;
      else
        number := array_position(names, bound) - 1 + lowest;
      end if;
      if number is null or number < lowest or number > highest or number < previous then
        return false;
      end if;
      previous := number;
    end loop;
  end loop;
  return field <> '' and field !~ '(^,|,$|,,)';
end;
$$;

-- Refuses what pg_cron refuses, in its words.
create function cron.require_valid(schedule text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  fields text[] := regexp_split_to_array(trim(schedule), '\s+');
  months constant text[] := '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}';
  days constant text[] := '{sun,mon,tue,wed,thu,fri,sat}';
begin
  if schedule ~* '^\s*([1-9]|[1-5][0-9])\s+seconds?\s*$'
    or lower(trim(schedule)) in
      ('@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly', '@reboot')
  then
    return;
  end if;
  if array_length(fields, 1) = 5
    and cron.field_is_valid(fields[1], 0, 59)
    and cron.field_is_valid(fields[2], 0, 23)
    and (fields[3] = '$' or cron.field_is_valid(fields[3], 1, 31))
    and cron.field_is_valid(fields[4], 1, 12, months)
    and cron.field_is_valid(fields[5], 0, 7, days)
  then
    return;
  end if;
  raise exception 'invalid schedule: %', schedule
    using
      errcode = 'invalid_parameter_value',
      hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
end;
$$;

-- The table is written by its owner only, as in pg_cron, where C code does it. The functions that callers use pass on
-- who calls, and these do the work.
create function cron.put_job(caller text, job_name text, schedule text, command text)
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  id bigint;
begin
  perform cron.require_valid(schedule);
  -- Scheduling an existing name changes schedule, command and database, and leaves "active" as it is.
  insert into cron.job (jobname, schedule, command, username)
  values (job_name, schedule, command, caller)
  on conflict on constraint jobname_username_uniq do update
    set schedule = excluded.schedule, command = excluded.command, database = excluded.database
  returning jobid into id;
  return id;
end;
$$;

create function cron.is_superuser(role_name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select rolsuper from pg_catalog.pg_roles where rolname = role_name;
$$;

create function cron.remove_job(caller text, job_id bigint, job_name text)
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- By name only one's own job, since names are unique for each user; by id a superuser may remove any.
  delete from cron.job
  where (jobname = job_name and username = caller)
    or (jobid = job_id and (username = caller or cron.is_superuser(caller)));
  if not found then
    raise exception 'could not find valid entry for job ''%''', coalesce(job_name, job_id::text);
  end if;
  return true;
end;
$$;

create function cron.change_job(
  caller text,
  job_id bigint,
  new_schedule text,
  new_command text,
  new_database text,
  new_username text,
  new_active boolean
)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if new_schedule is not null then
    perform cron.require_valid(new_schedule);
  end if;
  if new_username <> caller and not cron.is_superuser(caller) then
    raise exception 'must be superuser to alter username' using errcode = 'insufficient_privilege';
  end if;
  update cron.job
  set
    schedule = coalesce(new_schedule, schedule),
    command = coalesce(new_command, command),
    database = coalesce(new_database, database),
    username = coalesce(new_username, username),
    active = coalesce(new_active, active)
  where jobid = job_id and (username = caller or cron.is_superuser(caller));
  if not found then
    raise exception 'Job % does not exist or you don''t own it', job_id;
  end if;
end;
$$;

create function cron.schedule(job_name text, schedule text, command text)
returns bigint
language sql
volatile
as $$
  select cron.put_job(current_user::text, job_name, schedule, command);
$$;

create function cron.schedule(schedule text, command text)
returns bigint
language sql
volatile
as $$
  select cron.put_job(current_user::text, null, schedule, command);
$$;

create function cron.unschedule(job_id bigint)
returns boolean
language sql
volatile
as $$
  select cron.remove_job(current_user::text, job_id, null);
$$;

create function cron.unschedule(job_name text)
returns boolean
language sql
volatile
as $$
  select cron.remove_job(current_user::text, null, job_name);
$$;

create function cron.alter_job(
  job_id bigint,
  schedule text default null,
  command text default null,
  database text default null,
  username text default null,
  active boolean default null
)
returns void
language sql
volatile
as $$
  select cron.change_job(current_user::text, job_id, schedule, command, database, username, active);
$$;

-- The worker reads the table again whenever it changed.
create function cron.announce_change()
returns trigger
language plpgsql
volatile
as $$
begin
  perform pg_notify('cron_job_changed', '');
  return null;
end;
$$;

create trigger job_changed after insert or update or delete or truncate on cron.job
  for each statement execute function cron.announce_change();

-- As on Supabase: postgres may use the functions and read the jobs, the API's roles nothing.
revoke all on all functions in schema cron from public;
grant usage on schema cron to postgres with grant option;
grant execute on all functions in schema cron to postgres with grant option;
grant select on cron.job to postgres with grant option;
grant all on cron.job_run_details to postgres with grant option;
