-- Settings and the switches of providers change together, under one version, with a line in the history.
create function spot.store_settings(document jsonb, changed_by text)
returns int
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_version int;
begin
  update spot.settings
  set document = store_settings.document, version = version + 1, updated_at = now(), updated_by = changed_by
  returning version into v_version;

  insert into spot.settings_history (version, document, providers, changed_by)
  values (v_version, document, spot.provider_switches(), changed_by);

  return v_version;
end;
$$;

comment on function spot.store_settings is 'Writes a new version of the settings with its line in the history; returns the version.';

-- FETCH_INTERVAL and RATE_LIMIT of the environment are the defaults until somebody edits the settings.
create function spot.apply_environment(environment jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_settings spot.settings;
begin
  select * into v_settings from spot.settings for update;
  if v_settings.updated_by not in ('migration', 'environment')
    or environment is null
    or v_settings.document @> environment
  then
    return;
  end if;
  perform spot.store_settings(v_settings.document || environment, 'environment');
  perform spot.schedule_pulls();
end;
$$;

comment on function spot.apply_environment is 'Takes settings from environment variables, unless a person has edited the settings.';

create function public.read_config("full" boolean default false)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'version', settings.version,
    'updated_at', spot.utc(settings.updated_at),
    'updated_by', settings.updated_by,
    'settings', settings.document,
    'providers', (
      select jsonb_agg(
        jsonb_build_object(
          'key', providers.provider_key,
          'name', name,
          'family', family,
          'kind', kind,
          'enabled', is_enabled,
          'priority', priority,
          'monthly_quota', monthly_quota,
          'minimum_interval_seconds', minimum_interval_seconds,
          'calls_this_month', coalesce(usage.calls, 0),
          'last_called_at', spot.utc(state.last_called_at),
          'last_success_at', spot.utc(state.last_success_at),
          'breaker', state.breaker,
          'quota', state.quota
        )
        order by priority
      )
      from spot.providers
      left join spot.provider_states as state on state.provider_key = providers.provider_key
      left join spot.provider_usage as usage
        on usage.provider_key = providers.provider_key
        and usage.month = date_trunc('month', now() at time zone 'UTC')::date
    )
  )
  from spot.settings
$$;

comment on function public.read_config is 'Settings, their version, and every provider with its switches, use and breaker. For the service only.';

create function public.update_config(expected_version int, patch jsonb, changed_by text)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_settings spot.settings;
  v_provider record;
begin
  select * into v_settings from spot.settings for update;
  if v_settings.version <> expected_version then
    perform spot.refuse(
      412, 'INPUT_VERSION_CONFLICT',
      format('Cannot change the settings: version is %s, not %s', v_settings.version, expected_version),
      null, 'Read the settings again and send If-Match with their ETag'
    );
  end if;

  for v_provider in select key, value from jsonb_each(coalesce(patch -> 'providers', '{}')) loop
    update spot.providers
    set
      is_enabled = coalesce((v_provider.value ->> 'enabled')::boolean, is_enabled),
      priority = coalesce((v_provider.value ->> 'priority')::int, priority),
      -- null is a value here: no stated limit.
      monthly_quota = case
        when v_provider.value ? 'monthly_quota' then (v_provider.value ->> 'monthly_quota')::int
        else monthly_quota
      end,
      minimum_interval_seconds =
        coalesce((v_provider.value ->> 'minimum_interval_seconds')::int, minimum_interval_seconds)
    where provider_key = v_provider.key;
    if not found then
      perform spot.refuse(
        400, 'INPUT_BAD_VALUE', format('Cannot change provider %s: there is none of that name', quote_literal(v_provider.key)),
        null, 'Providers: ' || (select string_agg(provider_key, ', ' order by priority) from spot.providers)
      );
    end if;
  end loop;

  perform spot.store_settings(v_settings.document || coalesce(patch -> 'settings', '{}'), changed_by);
  if v_settings.document ->> 'fetch_interval_seconds'
    is distinct from (select document ->> 'fetch_interval_seconds' from spot.settings)
  then
    perform spot.schedule_pulls();
  end if;
  -- The view carries the interval, which decides how long an answer is fresh.
  perform spot.refresh_latest_prices();

  return public.read_config(true);
end;
$$;

comment on function public.update_config is 'Changes settings and provider switches if the version is still the one read; returns the new configuration.';

revoke all on function spot.store_settings, spot.apply_environment, public.read_config, public.update_config
from public, anon, authenticated, service_role;
grant execute on function spot.store_settings, spot.apply_environment, public.read_config, public.update_config
to service_role;
