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

create function spot.origin_of(provider text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select case
    when provider like '%(simulated)' then 'simulated'
    when provider like '%(replayed)' then 'replayed'
    else 'live'
  end
$$;

comment on function spot.origin_of is 'live, simulated or replayed, as the label of a price says.';

create function spot.last_prices(origin text, before timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_object_agg(
      metal.metal,
      jsonb_build_object(
        'price', price.price,
        'priced_at', spot.utc(price.priced_at),
        'quoted_at', spot.utc(price.quoted_at),
        'status', price.status,
        'provider', price.provider,
        'trust', pulls.metals -> metal.metal -> 'trust',
        'spread_bps', pulls.metals -> metal.metal -> 'spread_bps'
      )
    ),
    '{}'
  )
  from (values ('gold'), ('silver'), ('platinum'), ('palladium')) as metal (metal)
  cross join lateral (
    select * from spot.prices
    where prices.metal = metal.metal and prices.priced_at < before
    order by prices.priced_at desc
    limit 1
  ) as price
  left join spot.pulls on pulls.slot_at = price.priced_at
  where spot.origin_of(price.provider) = last_prices.origin
$$;

comment on function spot.last_prices is
  'The newest price of each metal before a time, if it has the given origin, with the trust its consensus kept.';

create function spot.quarantined_quotes(before timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with previous as (
    select pull_id, started_at, finished_at
    from spot.pulls
    where slot_at < before and finished_at is not null and summary ? 'quotes'
    order by slot_at desc
    limit 1
  )
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'provider', provider_key,
        'metal', metal,
        'price', price,
        'bid', bid,
        'ask', ask,
        'quoted_at', spot.utc(quoted_at),
        'fetched_at', spot.utc(fetched_at)
      )
      order by provider_key, metal
    ),
    '[]'
  )
  from previous
  join spot.quotes
    on quotes.pull_id = previous.pull_id
    and fetched_at between previous.started_at and previous.finished_at
  where verdict = 'quarantined'
$$;

comment on function spot.quarantined_quotes is 'Jumps that the last pull with quotes put aside, waiting for confirmation.';

create function spot.claim_pull(request jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- A replay brings its own clock; everything else lives by the clock of the database, which all functions share.
  v_now timestamptz := coalesce((request ->> 'now')::timestamptz, clock_timestamp());
  v_origin text := coalesce(request ->> 'origin', 'live');
  v_slot_at timestamptz;
  v_pull spot.pulls;
  v_settings jsonb;
begin
  perform spot.keep_origins_apart(v_origin);
  perform spot.apply_environment(request -> 'environment');
  select document into v_settings from spot.settings;
  v_slot_at := coalesce((request ->> 'slot')::timestamptz, spot.current_slot(v_now));

  -- A pull that died leaves its lease behind; the ledger says so once the lease has run out.
  update spot.pulls
  set state = 'abandoned', finished_at = v_now
  where state = 'running' and lease_expires_at < v_now and slot_at <> v_slot_at;

  insert into spot.pulls as pull (slot_at, trigger, origin, started_at, lease_expires_at)
  values (v_slot_at, coalesce(request ->> 'trigger', 'manual'), v_origin, v_now, v_now + interval '2 minutes')
  on conflict (slot_at) do update
  set
    started_at = excluded.started_at,
    lease_expires_at = excluded.lease_expires_at,
    lease_token = gen_random_uuid(),
    attempts = pull.attempts + 1
  where pull.state = 'running' and pull.lease_expires_at < excluded.started_at
  returning * into v_pull;

  if v_pull.pull_id is null then
    select * into v_pull from spot.pulls where slot_at = v_slot_at;
    return jsonb_build_object(
      'claimed', false,
      'reason', case v_pull.state when 'running' then 'running' else 'already_done' end,
      'pull_id', v_pull.pull_id,
      'slot_at', spot.utc(v_pull.slot_at),
      'state', v_pull.state
    );
  end if;

  return jsonb_build_object(
    'claimed', true,
    'pull_id', v_pull.pull_id,
    'lease_token', v_pull.lease_token,
    'slot_at', spot.utc(v_pull.slot_at),
    'now', spot.utc(v_now),
    'settings', v_settings,
    'providers', spot.provider_ledger(v_now),
    'last_prices', spot.last_prices(v_origin, v_slot_at),
    'quarantined', spot.quarantined_quotes(v_slot_at)
  );
end;
$$;

comment on function spot.claim_pull is
  'Takes the lease of a slot ({trigger, origin, now?, slot?, environment?}); returns the plan''s facts, or who has the slot.';

create function public.claim_pull(request jsonb)
returns jsonb
language sql
volatile
set search_path = ''
as $$ select spot.claim_pull(request) $$;

comment on function public.claim_pull is 'See spot.claim_pull. For the service only.';

revoke all on function
  spot.claim_pull, spot.provider_ledger, spot.last_prices, spot.origin_of, spot.quarantined_quotes, public.claim_pull
from public, anon, authenticated, service_role;
grant execute on function
  spot.claim_pull, spot.provider_ledger, spot.last_prices, spot.origin_of, spot.quarantined_quotes, public.claim_pull
to service_role;
