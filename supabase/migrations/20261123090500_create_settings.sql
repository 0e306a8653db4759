-- One document with a version: an editor says which version it read, so that two editors never overwrite each other.
create table spot.settings (
  settings_id boolean primary key default true constraint there_is_one_row check (settings_id),
  version int not null default 1 constraint version_is_positive check (version > 0),
  document jsonb not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  -- "is true": a setting that is missing or null must be refused, and a check lets null pass.
  constraint fetch_interval_is_10_to_86400_seconds
    check (((document ->> 'fetch_interval_seconds')::int between 10 and 86400) is true),
  constraint rate_limit_is_0_to_100000
    check (((document ->> 'rate_limit_per_minute')::int between 0 and 100000) is true),
  constraint proxy_access_is_known
    check ((document ->> 'proxy_access' in ('secret', 'publishable')) is true),
  constraint quote_retention_is_1_to_3650_days
    check (((document ->> 'quote_retention_days')::int between 1 and 3650) is true),
  constraint call_retention_is_32_to_3650_days
    check (((document ->> 'call_retention_days')::int between 32 and 3650) is true)
);

comment on table spot.settings is 'The settings of the service: one JSON document, one row. Change it through the function config.';
comment on column spot.settings.version is 'Counts changes; an editor must name the version it read.';
comment on column spot.settings.document is 'Every setting with its value; explained in docs/operations.md.';
comment on column spot.settings.updated_by is 'Who changed it last: migration, environment, secret-key or a user id.';

create table spot.settings_history (
  version int primary key,
  document jsonb not null,
  providers jsonb not null,
  changed_at timestamptz not null default now(),
  changed_by text not null
);

comment on table spot.settings_history is 'Every version of the settings and of what operators may change of providers.';
comment on column spot.settings_history.providers is 'The switches of all providers at this version, by provider key.';

create function spot.slot_of(interval_seconds int, moment timestamptz)
returns timestamptz
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  return date_bin(make_interval(secs => interval_seconds), moment, timestamptz '2000-01-01 00:00:00+00');
end;
$$;

comment on function spot.slot_of is 'Begin of the slot that holds a time.';

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

comment on function spot.current_slot is
  'Begin of the slot that holds a time: multiples of fetch_interval_seconds since 2000-01-01 UTC.';

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
  where settings_id
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

create function spot.update_config(expected_version int, patch jsonb, changed_by text)
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

comment on function spot.update_config is 'Changes settings and provider switches if the version is still the one read; returns the new configuration.';

-- The door: it takes the token of the client first (spot.rate_buckets).
create function public.update_config(expected_version int, patch jsonb, changed_by text, client text default null)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform spot.take_token('config', client);
  return spot.update_config(expected_version, patch, changed_by);
end;
$$;

comment on function public.update_config is
  'Takes a token of the client, then changes settings and provider switches if the version is still the one read. For the service only.';

alter table spot.settings enable row level security;
alter table spot.settings_history enable row level security;

create policy only_the_service_reads_settings on spot.settings for select to anon, authenticated using (false);
create policy only_the_service_reads_settings_history on spot.settings_history
  for select to anon, authenticated using (false);

revoke all on spot.settings, spot.settings_history from public, anon, authenticated, service_role;
grant select, update on spot.settings to service_role;
grant select, insert on spot.settings_history to service_role;

revoke all on function
  spot.slot_of, spot.current_slot, spot.store_settings, spot.apply_environment, public.read_config, spot.update_config,
  public.update_config
from public, anon, authenticated, service_role;
grant execute on function spot.slot_of to anon, authenticated, service_role;
grant execute on function
  spot.current_slot, spot.store_settings, spot.apply_environment, public.read_config, spot.update_config,
  public.update_config
to service_role;

-- A call quota month is counted for the longest of 31 days, hence call_retention_days >= 32.
insert into spot.settings (document, updated_by) values (
  jsonb_build_object(
    'fetch_interval_seconds', 300,
    'rate_limit_per_minute', 60,
    'proxy_access', 'secret',
    'quote_retention_days', 60,
    'call_retention_days', 90,
    'run_details_retention_days', 7
  ),
  'migration'
);

insert into spot.settings_history (version, document, providers, changed_by)
select version, document, spot.provider_switches(), updated_by from spot.settings;
