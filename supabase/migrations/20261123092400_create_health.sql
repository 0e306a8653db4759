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
          'state', standing.state,
          'state_reason', standing.reason,
          'corroborated_by', corroborated_by,
          'provider', provider
        )
      ) filter (where metal is not null),
      '{}'
    )
  )
  into v_public
  from spot.latest_prices as latest
  cross join lateral spot.price_standing(row(latest.*)::spot.published_price, now()) as standing
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

revoke all on function
  spot.job_status, spot.missed_slots, spot.recent_pulls, public.read_health
from public, anon, authenticated, service_role;
grant execute on function public.read_health to anon, authenticated, service_role;
grant execute on function spot.job_status, spot.missed_slots, spot.recent_pulls to service_role;
