-- A pull begins by taking the lease of its slot, and with it everything that its plan needs to know.

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

-- Invented and recorded prices never stand beside real ones: a chart that mixes them is a wrong chart. Real prices are
-- never thrown away for invented ones; invented ones make room for real ones.

create function spot.discard_invented_prices()
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_since timestamptz := date_trunc(
    'week', (select min(priced_at) from spot.prices where spot.origin_of(provider) <> 'live'), 'UTC'
  );
begin
  if exists (select from spot.pulls where origin = 'live') then
    raise exception 'Cannot discard invented prices: the database holds real ones';
  end if;
  delete from spot.prices where spot.origin_of(provider) <> 'live';
  -- Imported history may reach into the weeks that are cleared; its bars are made again.
  delete from spot.bars where opened_at >= v_since;
  perform spot.fold_into_bars(
    array_agg(metal order by priced_at), array_agg(priced_at order by priced_at), array_agg(price order by priced_at)
  )
  from spot.prices
  where priced_at >= v_since;

  truncate
    spot.quotes, spot.fx_rates, spot.fx_refusals, spot.reference_prices, spot.provider_calls, spot.provider_usage,
    spot.breaker_transitions, spot.alerts, spot.alert_deliveries;
  delete from spot.pulls where origin <> 'live';
  update spot.provider_states
  set
    breaker = '{}', last_values = '{}', quota = '{}', last_called_at = null, last_success_at = null, slot_at = null,
    updated_at = now()
  where (breaker, last_values, quota, last_called_at, last_success_at, slot_at)
    is distinct from ('{}'::jsonb, '{}'::jsonb, '{}'::jsonb, null::timestamptz, null::timestamptz, null::timestamptz);
end;
$$;

comment on function spot.discard_invented_prices is
  'Empties the database of simulated or replayed prices and what belongs to them; settings and imported history stay.';

-- In plpgsql, which plans again where a partition was made since.
create function spot.held_origin()
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (select pulls.origin from spot.pulls order by pulls.pull_id desc limit 1),
    -- A local stack may have invented a past and ended before its first pull.
    (
      select nullif(spot.origin_of(prices.provider), 'live')
      from spot.prices where prices.metal = 'gold' order by prices.priced_at desc limit 1
    )
  );
end;
$$;

comment on function spot.held_origin is
  'live, simulated or replayed: what the prices in the database are; null where there are none but imported ones.';

create function spot.keep_origins_apart(origin text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_held text := spot.held_origin();
begin
  if v_held is null or v_held = keep_origins_apart.origin then
    return;
  end if;
  if v_held = 'live' then
    perform spot.refuse(
      409, 'PULL_ORIGIN_MIXED', format('Cannot pull %s prices: the database holds real ones', keep_origins_apart.origin),
      null, 'Use another folder for them: deno task start --simulate --dir .local/simulated'
    );
  end if;
  perform spot.discard_invented_prices();
end;
$$;

comment on function spot.keep_origins_apart is
  'Called before a pull: refuses invented prices beside real ones, and clears invented ones before the first real pull.';

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
        'trust', judged.trust,
        'spread_bps', pulls.metals -> metal.metal -> 'spread_bps',
        'corroborated_by', price.corroborated_by,
        'last_corroborated', case
          when corroborated.priced_at is not null
            then jsonb_build_object('price', corroborated.price, 'priced_at', spot.utc(corroborated.priced_at))
        end
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
  -- Seven days of open market lie within ten days, holidays aside; older ones say nothing.
  left join lateral (
    select prices.price, prices.priced_at from spot.prices
    where prices.metal = metal.metal
      and prices.priced_at <= price.priced_at
      and prices.priced_at > before - interval '240 hours'
      and (prices.corroborated_by in ('families', 'reference') or prices.status = 'imported')
    order by prices.priced_at desc
    limit 1
  ) as corroborated on true
  -- What a pull without a price concluded holds too: a dispute does not end because nobody answered.
  left join lateral (
    select newest.metals -> metal.metal -> 'trust' as trust
    from spot.pulls as newest
    where newest.slot_at < before
      and newest.slot_at >= price.priced_at
      and newest.finished_at is not null
      and newest.origin = last_prices.origin
      and jsonb_typeof(newest.metals -> metal.metal -> 'trust') = 'object'
    order by newest.slot_at desc
    limit 1
  ) as judged on true
  where spot.origin_of(price.provider) = last_prices.origin
$$;

comment on function spot.last_prices is
  'The newest price of each metal before a time, if it has the given origin, with the newest corroborated one and the '
  'trust that the newest pull kept which judged the metal.';

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
    'references', spot.last_references(v_slot_at),
    'rates', spot.known_rates(v_slot_at)
  );
end;
$$;

comment on function spot.claim_pull is
  'Takes the lease of a slot ({trigger, origin, now?, slot?, environment?}); returns the plan''s facts, or who has the slot.';

-- The door: it takes the token of the client first (spot.rate_buckets).
create function public.claim_pull(request jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  -- RATE_LIMIT of the environment counts from the first call on.
  perform spot.apply_environment(request -> 'environment');
  -- A replay drives years of slots from one address.
  if request ->> 'origin' is distinct from 'replayed' then
    perform spot.take_token('prices-pull', request ->> 'client');
  end if;
  return spot.claim_pull(request);
end;
$$;

comment on function public.claim_pull is
  'Takes a token of the client that the request names, then see spot.claim_pull. For the service only.';

revoke all on function
  spot.origin_of, spot.discard_invented_prices, spot.held_origin, spot.keep_origins_apart, spot.last_prices,
  spot.claim_pull, public.claim_pull
from public, anon, authenticated, service_role;
grant execute on function
  spot.origin_of, spot.discard_invented_prices, spot.held_origin, spot.keep_origins_apart, spot.last_prices,
  spot.claim_pull, public.claim_pull
to service_role;
