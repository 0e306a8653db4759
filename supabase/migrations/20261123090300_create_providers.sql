-- What an operator may change about a provider. Its wire format, host and metals are code (shared/providers).
create table spot.providers (
  provider_key text primary key
    constraint provider_key_is_a_slug check (provider_key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null,
  family text not null,
  kind text not null constraint kind_is_known check (kind in ('spot', 'derived', 'fx')),
  is_enabled boolean not null,
  priority int not null constraint priority_is_positive check (priority > 0),
  monthly_quota int constraint monthly_quota_is_not_negative check (monthly_quota >= 0),
  minimum_interval_seconds int not null
    constraint minimum_interval_is_not_negative check (minimum_interval_seconds >= 0),
  created_at timestamptz not null default now()
);

comment on table spot.providers is 'Where prices come from, and how often each source may be asked.';
comment on column spot.providers.provider_key is 'Name of the adapter, as in shared/providers/<key>.ts.';
comment on column spot.providers.name is 'Name for people.';
comment on column spot.providers.family is 'Resellers of one feed share a family; a family has one vote in the consensus.';
comment on column spot.providers.kind is 'spot takes part in the consensus; derived never does; fx gives currencies only.';
comment on column spot.providers.is_enabled is 'False: never called.';
comment on column spot.providers.priority is 'Lower is asked first.';
comment on column spot.providers.monthly_quota is 'Calls a calendar month (UTC) that the plan allows; null: no stated limit.';
comment on column spot.providers.minimum_interval_seconds is 'Shortest time between two calls.';

-- What the service has seen of a provider. The JSON documents are written by shared/pull as a whole, never in part.
create table spot.provider_states (
  provider_key text primary key references spot.providers (provider_key) on delete cascade,
  breaker jsonb not null default '{}',
  last_values jsonb not null default '{}',
  quota jsonb not null default '{}',
  last_called_at timestamptz,
  last_success_at timestamptz,
  updated_at timestamptz not null default now()
);

comment on table spot.provider_states is 'Breaker, last values and told quota of each provider, as of its last call.';
comment on column spot.provider_states.breaker is 'Circuit breaker: state, failures, retry_at, disabled_until, disabled_reason.';
comment on column spot.provider_states.last_values is 'Per metal the last value, since when it has not changed, and for how many pulls.';
comment on column spot.provider_states.quota is 'Allowance as told by the provider: total, used, remaining, told_at.';

-- How breakers changed, for whoever asks later why a provider was left alone.
create table spot.breaker_transitions (
  transition_id bigint generated always as identity primary key,
  provider_key text not null references spot.providers (provider_key) on delete cascade,
  changed_at timestamptz not null,
  from_state text not null,
  to_state text not null,
  reason text,
  constraint a_transition_changes_something check (from_state <> to_state)
);

-- Serves the history of one provider and covers the foreign key.
create index breaker_transitions_provider_changed_at on spot.breaker_transitions (provider_key, changed_at desc);

comment on table spot.breaker_transitions is 'Changes of the circuit breakers: closed, open, half_open, disabled.';

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

alter table spot.providers enable row level security;
alter table spot.provider_states enable row level security;
alter table spot.breaker_transitions enable row level security;

create policy only_the_service_reads_providers on spot.providers for select to anon, authenticated using (false);
create policy only_the_service_reads_provider_states on spot.provider_states
  for select to anon, authenticated using (false);
create policy only_the_service_reads_transitions on spot.breaker_transitions
  for select to anon, authenticated using (false);

revoke all on
  spot.providers, spot.provider_states, spot.breaker_transitions
from public, anon, authenticated, service_role;
grant select, update on spot.providers to service_role;
grant select, insert, update on spot.provider_states to service_role;
grant select, insert on spot.breaker_transitions to service_role;

revoke all on function spot.provider_switches from public, anon, authenticated, service_role;
grant execute on function spot.provider_switches to service_role;

insert into spot.providers
  (provider_key, name, family, kind, is_enabled, priority, monthly_quota, minimum_interval_seconds)
values
  ('metals-dev', 'Metals.dev', 'metals-dev', 'spot', true, 10, 100, 60),
  ('metals-api', 'Metals-API', 'metals-api', 'spot', true, 20, 2500, 600),
  ('metalpriceapi', 'MetalpriceAPI', 'metalpriceapi', 'spot', true, 30, 100, 60),
  ('gold-api', 'gold-api.com', 'gold-api', 'spot', true, 40, null, 60),
  ('goldapi-io', 'GoldAPI.io', 'goldapi-io', 'spot', true, 50, 100, 60),
  ('swissquote', 'Swissquote', 'swissquote', 'spot', false, 60, null, 60),
  ('frankfurter', 'Frankfurter', 'frankfurter', 'fx', true, 90, null, 3600);

insert into spot.provider_states (provider_key) select provider_key from spot.providers;
