-- Every upstream call, also those of the proxy: the ledger behind the quotas.
create table spot.provider_calls (
  call_id bigint generated always as identity primary key,
  pull_id bigint references spot.pulls (pull_id) on delete set null,
  provider_key text not null references spot.providers (provider_key) on delete restrict,
  operation text not null,
  called_at timestamptz not null,
  outcome text not null,
  http_status int,
  latency_ms int constraint latency_is_not_negative check (latency_ms >= 0),
  cost int not null constraint cost_is_not_negative check (cost >= 0),
  quota_total int,
  quota_remaining int,
  retry_after_seconds int,
  detail text constraint detail_is_short check (length(detail) <= 500)
);

-- Serves "the last calls of a provider" and the clean-up.
create index provider_calls_provider_called_at on spot.provider_calls (provider_key, called_at desc);
-- Covers the foreign key.
create index provider_calls_pull_id on spot.provider_calls (pull_id);

comment on table spot.provider_calls is 'Every call to a provider with its outcome and cost. Holds no key and no address.';
comment on column spot.provider_calls.outcome is 'ok, pending, or the failure (see docs/providers.md).';
comment on column spot.provider_calls.cost is 'What the call takes from the monthly quota.';
comment on column spot.provider_calls.quota_total is 'Monthly allowance as told by the provider with this answer.';
comment on column spot.provider_calls.quota_remaining is 'Calls left this month as told by the provider with this answer.';

-- Calls per month survive the clean-up of the ledger and make the budget one row to read.
create table spot.provider_usage (
  provider_key text not null references spot.providers (provider_key) on delete cascade,
  month date not null constraint month_begins_on_the_first check (extract(day from month) = 1),
  calls int not null default 0 constraint calls_are_not_negative check (calls >= 0),
  primary key (provider_key, month)
);

comment on table spot.provider_usage is 'Calls charged per provider and calendar month (UTC).';
comment on column spot.provider_usage.calls is 'What the calls of the month cost, as the provider counts.';

create function spot.charge_calls(provider text, called_at timestamptz, cost int)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into spot.provider_usage (provider_key, month, calls)
  values (provider, date_trunc('month', called_at at time zone 'UTC')::date, cost)
  on conflict (provider_key, month) do update set calls = provider_usage.calls + excluded.calls
$$;

comment on function spot.charge_calls is 'Adds the cost of a call to the month of its provider.';

create function spot.provider_ledger(moment timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'key', providers.provider_key,
        'enabled', is_enabled,
        'priority', priority,
        'monthly_quota', monthly_quota,
        'minimum_interval_seconds', minimum_interval_seconds,
        'calls_this_month', coalesce(usage.calls, 0),
        'last_called_at', spot.utc(state.last_called_at),
        'last_success_at', spot.utc(state.last_success_at),
        'breaker', coalesce(state.breaker, '{}'),
        'last_values', coalesce(state.last_values, '{}'),
        'quota', coalesce(state.quota, '{}')
      )
      order by priority, providers.provider_key
    ),
    '[]'
  )
  from spot.providers
  left join spot.provider_states as state on state.provider_key = providers.provider_key
  left join spot.provider_usage as usage
    on usage.provider_key = providers.provider_key
    and usage.month = date_trunc('month', moment at time zone 'UTC')::date
$$;

comment on function spot.provider_ledger is 'Every provider with its switches, the calls of the month and what was seen of it.';

-- The proxy charges a call before it makes it, so that many at once cannot overdraw a quota.
create function spot.begin_provider_call(provider_key text, operation text, cost int)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_provider spot.providers;
  v_state spot.provider_states;
  v_month date := date_trunc('month', now() at time zone 'UTC')::date;
  v_calls int;
  v_call_id bigint;
  v_disabled_until timestamptz;
begin
  -- Locks the provider: its calls are charged one after the other.
  select * into v_provider from spot.providers where provider_key = begin_provider_call.provider_key for update;
  if v_provider.provider_key is null then
    perform spot.refuse(
      404, 'INPUT_NOT_FOUND', format('Cannot call provider "%s": there is none of that name', left(begin_provider_call.provider_key, 40))
    );
  end if;
  if not v_provider.is_enabled then
    return jsonb_build_object('allowed', false, 'reason', 'disabled');
  end if;

  select * into v_state from spot.provider_states where provider_key = v_provider.provider_key;
  v_disabled_until := greatest(
    (v_state.breaker ->> 'disabled_until')::timestamptz, (v_state.breaker ->> 'retry_at')::timestamptz
  );
  if v_disabled_until > now() then
    return jsonb_build_object(
      'allowed', false, 'reason', coalesce(v_state.breaker ->> 'disabled_reason', 'breaker_open'),
      'retry_after_seconds', ceil(extract(epoch from v_disabled_until - now()))
    );
  end if;

  select coalesce(sum(calls), 0) into v_calls
  from spot.provider_usage where provider_key = v_provider.provider_key and month = v_month;
  if v_provider.monthly_quota is not null and v_calls + begin_provider_call.cost > v_provider.monthly_quota then
    return jsonb_build_object(
      'allowed', false, 'reason', 'quota_spent', 'monthly_quota', v_provider.monthly_quota, 'calls_this_month', v_calls,
      'retry_after_seconds', ceil(extract(epoch from (v_month + interval '1 month') at time zone 'UTC' - now()))
    );
  end if;

  insert into spot.provider_calls (provider_key, operation, called_at, outcome, cost)
  values (v_provider.provider_key, begin_provider_call.operation, clock_timestamp(), 'pending', begin_provider_call.cost)
  returning call_id into v_call_id;
  perform spot.charge_calls(v_provider.provider_key, now(), begin_provider_call.cost);

  return jsonb_build_object(
    'allowed', true, 'call_id', v_call_id, 'monthly_quota', v_provider.monthly_quota,
    'calls_this_month', v_calls + begin_provider_call.cost
  );
end;
$$;

comment on function spot.begin_provider_call is
  'Charges a call of the proxy to the month of its provider, or says why it may not be made. For the service only.';

-- The door: it takes the token of the client first (spot.rate_buckets).
create function public.begin_provider_call(provider_key text, operation text, cost int, client text default null)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform spot.take_token('provider-proxy', client);
  return spot.begin_provider_call(provider_key, operation, cost);
end;
$$;

comment on function public.begin_provider_call is
  'Takes a token of the client, then charges a call of the proxy, or says why it may not be made. For the service only.';

create function public.finish_provider_call(call_id bigint, outcome jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_call spot.provider_calls;
  v_cost int := (finish_provider_call.outcome ->> 'cost')::int;
begin
  select * into v_call from spot.provider_calls where call_id = finish_provider_call.call_id for update;
  if v_call.call_id is null or v_call.outcome <> 'pending' then
    return;
  end if;
  update spot.provider_calls
  set
    outcome = finish_provider_call.outcome ->> 'outcome',
    http_status = (finish_provider_call.outcome ->> 'http_status')::int,
    latency_ms = (finish_provider_call.outcome ->> 'latency_ms')::int,
    cost = coalesce(v_cost, cost),
    quota_total = (finish_provider_call.outcome ->> 'quota_total')::int,
    quota_remaining = (finish_provider_call.outcome ->> 'quota_remaining')::int,
    retry_after_seconds = (finish_provider_call.outcome ->> 'retry_after_seconds')::int,
    detail = left(finish_provider_call.outcome ->> 'detail', 500)
  where call_id = v_call.call_id;
  -- A retry costs more than was charged at first.
  if v_cost > v_call.cost then
    perform spot.charge_calls(v_call.provider_key, v_call.called_at, v_cost - v_call.cost);
  end if;
end;
$$;

comment on function public.finish_provider_call is 'Writes how a call of the proxy ended and charges its retries. For the service only.';

alter table spot.provider_calls enable row level security;
alter table spot.provider_usage enable row level security;

create policy only_the_service_reads_calls on spot.provider_calls for select to anon, authenticated using (false);
create policy only_the_service_reads_usage on spot.provider_usage for select to anon, authenticated using (false);

revoke all on spot.provider_calls, spot.provider_usage from public, anon, authenticated, service_role;
grant select, insert, update on spot.provider_calls, spot.provider_usage to service_role;

revoke all on function
  spot.charge_calls, spot.provider_ledger, spot.begin_provider_call, public.begin_provider_call,
  public.finish_provider_call
from public, anon, authenticated, service_role;
grant execute on function
  spot.charge_calls, spot.provider_ledger, spot.begin_provider_call, public.begin_provider_call,
  public.finish_provider_call
to service_role;
