-- pg_cron calls prices-pull. The job holds no key: address and key are read from Vault when it runs.
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
  -- Where the interval is not a whole cron period the job runs more often than slots begin.
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

create function spot.schedule_watchdog()
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform cron.alter_job(cron.schedule('spot-watchdog', '* * * * *', 'select spot.watch()'), active := true);
  perform cron.alter_job(
    cron.schedule('spot-alert-delivery', '* * * * *', 'select spot.deliver_alerts()'), active := true
  );
end;
$$;

comment on function spot.schedule_watchdog is 'Sets the cron jobs that watch and tell; safe to run again.';

-- The last step of a deployment without a database password: whoever holds the secret key tells the schedule where the
-- functions are. Address and key go to Vault, where the cron job looks for them.
create function public.set_project_address(project_url text, secret_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_wanted record;
  v_id uuid;
  v_schedule text;
begin
  -- Plain http only on this machine and between containers, whose names have no dot.
  if coalesce(project_url, '') !~ '^(https://[a-z0-9.-]+(:\d+)?|http://(127\.0\.0\.1|\[::1\]|[a-z0-9-]+)(:\d+)?)/?$' then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot set the project''s address: it must be an https origin', null,
      'https://<ref>.supabase.co, without a path'
    );
  end if;
  if coalesce(secret_key, '') !~ '^\S+$' or length(secret_key) not between 20 and 2000 then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot set the secret key: it does not look like one', null,
      'sb_secret_... or the legacy service_role key of this project'
    );
  end if;

  for v_wanted in
    select * from (
      values ('project_url', rtrim(set_project_address.project_url, '/')), ('secret_key', set_project_address.secret_key)
    ) as wanted (name, value)
  loop
    select secrets.id into v_id from vault.secrets where secrets.name = v_wanted.name;
    if v_id is null then
      perform vault.create_secret(v_wanted.value, v_wanted.name, 'Set by public.set_project_address');
    else
      perform vault.update_secret(v_id, v_wanted.value);
    end if;
  end loop;

  v_schedule := spot.schedule_pulls();
  perform spot.schedule_clean_up();
  perform spot.schedule_watchdog();
  return jsonb_build_object('schedule', v_schedule);
end;
$$;

comment on function public.set_project_address is
  'Stores in Vault where the functions are and with which key cron calls them, and sets the jobs; safe to run again. For the service only.';

revoke all on function
  spot.request_price_pull, spot.cron_schedule_for, spot.schedule_pulls, spot.schedule_clean_up, spot.schedule_watchdog,
  public.set_project_address
from public, anon, authenticated, service_role;
grant execute on function spot.cron_schedule_for, spot.schedule_pulls, public.set_project_address to service_role;

select spot.schedule_pulls();
select spot.schedule_clean_up();
select spot.schedule_watchdog();
