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
      400, 'INPUT_BAD_VALUE', 'Cannot set the project''s address: it is no https origin', null,
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

revoke all on function public.set_project_address from public, anon, authenticated, service_role;
grant execute on function public.set_project_address to service_role;
