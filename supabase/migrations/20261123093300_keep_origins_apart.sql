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
  -- Imported history may reach into the weeks that are cleared; its bars are made anew.
  delete from spot.bars where opened_at >= v_since;
  perform spot.fold_into_bars(
    array_agg(metal order by priced_at), array_agg(priced_at order by priced_at), array_agg(price order by priced_at)
  )
  from spot.prices
  where priced_at >= v_since;

  truncate spot.quotes, spot.fx_rates, spot.provider_calls, spot.provider_usage, spot.breaker_transitions;
  delete from spot.pulls;
  delete from spot.alerts;
  update spot.provider_states
  set
    breaker = '{}', last_values = '{}', quota = '{}', last_called_at = null, last_success_at = null, updated_at = now();
end;
$$;

comment on function spot.discard_invented_prices is
  'Empties the database of simulated or replayed prices and what belongs to them; settings and imported history stay.';

create function spot.keep_origins_apart(origin text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_held text := coalesce(
    (select pulls.origin from spot.pulls order by pulls.pull_id desc limit 1),
    -- A local stack may have invented a past and ended before its first pull.
    (
      select nullif(spot.origin_of(prices.provider), 'live')
      from spot.prices where prices.metal = 'gold' order by prices.priced_at desc limit 1
    )
  );
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

revoke all on function spot.discard_invented_prices, spot.keep_origins_apart from public, anon, authenticated, service_role;
grant execute on function spot.discard_invented_prices, spot.keep_origins_apart to service_role;
