-- Facts for the function health; what they mean and what to do about them is decided in shared/health.

-- Schema cron belongs to the owner; the service may know how its own jobs fare.
create function spot.job_status()
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'name', job.jobname,
        'schedule', job.schedule,
        'active', job.active,
        'last_run_at', spot.utc(run.start_time),
        'last_status', run.status,
        'last_message', left(run.return_message, 300)
      )
      order by job.jobname
    ),
    '[]'
  )
  from cron.job as job
  left join lateral (
    select start_time, status, return_message
    from cron.job_run_details as details
    where details.jobid = job.jobid
    order by details.runid desc
    limit 1
  ) as run on true
  where job.jobname = 'prices-pull' or job.jobname like 'spot-%'
$$;

comment on function spot.job_status is 'The cron jobs of this project with their last run.';

-- Slots since the interval was last changed: an older interval had other slots.
create function spot.missed_slots(since timestamptz, moment timestamptz)
returns setof timestamptz
language sql
stable
set search_path = ''
as $$
  with settings as (
    select (document ->> 'fetch_interval_seconds')::int as seconds, updated_at from spot.settings
  ),
  bounds as (
    select greatest(
      since,
      settings.updated_at,
      (select min(slot_at) from spot.pulls where slot_at >= since)
    ) as from_at
    from settings
  )
  select slot.slot_at
  from settings, bounds,
    generate_series(
      spot.slot_of(settings.seconds, bounds.from_at) + make_interval(secs => settings.seconds),
      -- A slot is missed when the next one has begun.
      spot.slot_of(settings.seconds, moment) - make_interval(secs => settings.seconds),
      make_interval(secs => settings.seconds)
    ) as slot (slot_at)
  where not exists (select from spot.pulls where pulls.slot_at = slot.slot_at)
$$;

comment on function spot.missed_slots is 'Slots between two times in which no pull began.';

create function spot.recent_pulls(how_many int)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(recent) order by recent.slot_at desc), '[]')
  from (
    select
      pull_id, spot.utc(slot_at) as slot_at, trigger, origin, state, attempts, spot.utc(started_at) as started_at,
      spot.utc(finished_at) as finished_at,
      round(extract(epoch from finished_at - started_at) * 1000)::int as duration_ms, metals, summary
    from spot.pulls
    order by pulls.slot_at desc
    limit how_many
  ) as recent
$$;

comment on function spot.recent_pulls is 'The newest pulls with what they met.';

create function public.read_health("full" boolean default false)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_public jsonb;
begin
  select jsonb_build_object(
    'now', spot.utc(now()),
    'market', jsonb_build_object(
      'state', case when spot.market_is_open(now()) then 'open' else 'closed' end,
      'thin', spot.market_is_thin(now())
    ),
    'fetch_interval_seconds', min(fetch_interval_seconds),
    'pulled_slot_at', spot.utc(max(pulled_slot_at)),
    'refreshed_at', spot.utc(max(refreshed_at)),
    'metals', coalesce(
      jsonb_object_agg(
        metal,
        jsonb_build_object(
          'ts', spot.utc(coalesce(quoted_at, priced_at)),
          'age_seconds', greatest(0, floor(extract(epoch from now() - coalesce(quoted_at, priced_at)))),
          'state', spot.price_state(latest, now()),
          'state_reason', last_reason,
          'provider', provider
        )
      ) filter (where metal is not null),
      '{}'
    )
  )
  into v_public
  from spot.latest_prices as latest
  where currency = 'USD';

  if not "full" then
    return v_public;
  end if;

  return v_public || jsonb_build_object(
    'database', jsonb_build_object(
      'version', current_setting('server_version'),
      'size_bytes', pg_database_size(current_database())
    ),
    'pulls', spot.recent_pulls(5),
    'missed_slots_24h', (select count(*) from spot.missed_slots(now() - interval '24 hours', now())),
    'jobs', spot.job_status(),
    'providers', spot.provider_ledger(now()),
    'service_levels', spot.service_levels(),
    'alerts', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'kind', kind, 'subject', subject, 'severity', severity, 'opened_at', spot.utc(opened_at), 'details', details
          )
          order by opened_at
        ),
        '[]'
      )
      from spot.alerts
      where closed_at is null
    )
  );
end;
$$;

comment on function public.read_health is
  'Freshness per metal for anyone; with "full" (service only) also pulls, jobs, providers, alerts and the database.';

revoke all on function spot.job_status, spot.missed_slots, spot.recent_pulls, public.read_health
from public, anon, authenticated, service_role;
grant execute on function public.read_health to anon, authenticated, service_role;
grant execute on function spot.job_status, spot.missed_slots, spot.recent_pulls to service_role;

-- The proxy charges a call before it makes it, so that many at once cannot overdraw a quota.
create function public.begin_provider_call(provider_key text, operation text, cost int)
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

comment on function public.begin_provider_call is
  'Charges a call of the proxy to the month of its provider, or says why it may not be made. For the service only.';

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

revoke all on function public.begin_provider_call, public.finish_provider_call
from public, anon, authenticated, service_role;
grant execute on function public.begin_provider_call, public.finish_provider_call to service_role;
