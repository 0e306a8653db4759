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

create function spot.provider_switches()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_object_agg(
    provider_key,
    jsonb_build_object(
      'enabled', is_enabled,
      'priority', priority,
      'monthly_quota', monthly_quota,
      'minimum_interval_seconds', minimum_interval_seconds
    )
  )
  from spot.providers
$$;

comment on function spot.provider_switches is 'What operators may change of each provider, by provider key.';

insert into spot.settings_history (version, document, providers, changed_by)
select version, document, spot.provider_switches(), updated_by from spot.settings;

alter table spot.settings enable row level security;
alter table spot.settings_history enable row level security;
create policy only_the_service_reads_settings on spot.settings for select to anon, authenticated using (false);
create policy only_the_service_reads_settings_history on spot.settings_history
  for select to anon, authenticated using (false);

revoke all on spot.settings, spot.settings_history from public, anon, authenticated, service_role;
grant select, update on spot.settings to service_role;
grant select, insert on spot.settings_history to service_role;
revoke all on function spot.provider_switches from public;
grant execute on function spot.provider_switches to service_role;
