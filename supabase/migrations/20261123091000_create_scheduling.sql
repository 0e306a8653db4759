-- pg_cron calls prices-pull. The job holds no key: address and key are read from Vault when it runs.
create function spot.current_slot(moment timestamptz default now())
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select date_bin(
    make_interval(secs => (document ->> 'fetch_interval_seconds')::int), moment, timestamptz '2000-01-01 00:00:00+00'
  )
  from spot.settings
$$;

comment on function spot.current_slot(timestamptz) is
  'Begin of the slot that holds a time: multiples of fetch_interval_seconds since 2000-01-01 UTC.';

create function spot.request_price_pull()
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_project_url text;
  v_secret_key text;
begin
  -- Where the interval is no whole cron period the job runs more often than slots begin.
  if exists (select from spot.pulls where slot_at = spot.current_slot(clock_timestamp())) then
    return null;
  end if;

  select decrypted_secret into v_project_url from vault.decrypted_secrets where name = 'project_url';
  select decrypted_secret into v_secret_key from vault.decrypted_secrets where name = 'secret_key';
  if v_project_url is null or v_secret_key is null then
    raise exception 'Cannot request a pull: Vault lacks project_url or secret_key'
      using hint = 'select vault.create_secret(''https://<ref>.supabase.co'', ''project_url''), '
        'vault.create_secret(''sb_secret_...'', ''secret_key'')';
  end if;

  return net.http_post(
    url := rtrim(v_project_url, '/') || '/functions/v1/prices-pull',
    body := jsonb_build_object('trigger', 'cron'),
    headers := jsonb_build_object('Content-Type', 'application/json', 'apikey', v_secret_key),
    timeout_milliseconds := 60000
  );
end;
$$;

comment on function spot.request_price_pull is 'Calls the function prices-pull for the current slot, unless it is pulled already.';

-- pg_cron knows minutes, hours and (from 1.5) 1 to 59 seconds. The longest period that divides the interval is taken.
create function spot.cron_schedule_for(interval_seconds int)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select case
    when interval_seconds < 60 then interval_seconds || ' seconds'
    when interval_seconds % 86400 = 0 then '0 0 * * *'
    when interval_seconds % 3600 = 0 and 24 % (interval_seconds / 3600) = 0
      then case interval_seconds when 3600 then '0 * * * *' else '0 */' || interval_seconds / 3600 || ' * * *' end
    when interval_seconds % 60 = 0 and interval_seconds < 3600 and 60 % (interval_seconds / 60) = 0
      then case interval_seconds when 60 then '* * * * *' else '*/' || interval_seconds / 60 || ' * * * *' end
    else '* * * * *'
  end
$$;

comment on function spot.cron_schedule_for is 'Cron expression that runs at least once in every slot of this length.';

-- Idempotent; run by the migration and by every change of the interval. Runs with the owner's rights because a job
-- belongs to the role that schedules it, and only the owner reads Vault.
create function spot.schedule_pulls()
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_seconds int := (select (document ->> 'fetch_interval_seconds')::int from spot.settings);
  v_schedule text := spot.cron_schedule_for(v_seconds);
  v_job_id bigint;
begin
  begin
    v_job_id := cron.schedule('prices-pull', v_schedule, 'select spot.request_price_pull()');
  exception when others then
    -- pg_cron before 1.5 knows no seconds: once a minute is the best it can do.
    if v_seconds >= 60 then
      raise;
    end if;
    raise warning 'This pg_cron knows no seconds; pulling once a minute';
    v_schedule := '* * * * *';
    v_job_id := cron.schedule('prices-pull', v_schedule, 'select spot.request_price_pull()');
  end;
  -- Scheduling a name that exists leaves a job that was switched off by hand switched off.
  perform cron.alter_job(v_job_id, active := true);
  return v_schedule;
end;
$$;

comment on function spot.schedule_pulls is 'Sets the cron job prices-pull from the setting fetch_interval_seconds; safe to run again.';

-- pg_cron never cleans its log; quotes and calls have a retention of their own. A partition goes as a whole.
create function spot.clean_up()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_settings jsonb := (select document from spot.settings);
  v_quotes_before timestamptz := now() - make_interval(days => (v_settings ->> 'quote_retention_days')::int);
  v_calls_before timestamptz := now() - make_interval(days => (v_settings ->> 'call_retention_days')::int);
  v_runs_before timestamptz := now() - make_interval(days => (v_settings ->> 'run_details_retention_days')::int);
  v_partition record;
  v_dropped text[] := array[]::text[];
  v_calls int;
  v_runs int;
begin
  for v_partition in
    select child.relname::text as name
    from pg_catalog.pg_inherits
    join pg_catalog.pg_class as child on child.oid = inhrelid
    where inhparent = 'spot.quotes'::regclass
  loop
    -- quotes_2026_11 ends when December begins.
    if (to_date(right(v_partition.name, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= v_quotes_before then
      execute format('drop table spot.%I', v_partition.name);
      v_dropped := v_dropped || v_partition.name;
    end if;
  end loop;

  delete from spot.provider_calls where called_at < v_calls_before;
  get diagnostics v_calls = row_count;
  delete from cron.job_run_details where coalesce(end_time, start_time) < v_runs_before;
  get diagnostics v_runs = row_count;
  perform spot.thin_out();

  return jsonb_build_object('quote_partitions', v_dropped, 'provider_calls', v_calls, 'run_details', v_runs);
end;
$$;

comment on function spot.clean_up is 'Drops quotes, calls and cron run details that are older than their retention, thins out what spot.thin_out() names; says how many.';

create function spot.schedule_clean_up()
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform cron.alter_job(
    cron.schedule('spot-clean-up', '17 3 * * *', 'select spot.clean_up()'), active := true
  );
end;
$$;

comment on function spot.schedule_clean_up is 'Sets the daily cron job that applies the retention settings; safe to run again.';

revoke all on function
  spot.current_slot, spot.request_price_pull, spot.cron_schedule_for, spot.schedule_pulls, spot.clean_up,
  spot.schedule_clean_up
from public;
grant execute on function spot.current_slot, spot.cron_schedule_for, spot.schedule_pulls to service_role;

select spot.schedule_pulls();
select spot.schedule_clean_up();
