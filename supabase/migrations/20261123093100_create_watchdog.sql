-- What no pull can notice: that there was none, and that a price has gone stale since. Run by its own cron job and at
-- the end of each pull.

create function spot.watch()
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_seconds int := (select (document ->> 'fetch_interval_seconds')::int from spot.settings);
  v_missed timestamptz[];
  v_conditions jsonb;
begin
  v_missed := array(
    select missed.slot_at
    from spot.missed_slots(v_now - make_interval(secs => 3 * v_seconds), v_now) as missed (slot_at)
  );
  -- After a long stop there is no pull in the last slots to count from.
  if cardinality(v_missed) = 0 and (
    select max(slot_at) < v_now - make_interval(secs => 3 * v_seconds) from spot.pulls where trigger <> 'backfill'
  ) then
    v_missed := array[spot.slot_of(v_seconds, v_now - make_interval(secs => v_seconds))];
  end if;

  select coalesce(jsonb_agg(condition), '[]')
  into v_conditions
  from (
    select jsonb_build_object(
      'kind', 'slot_missed', 'subject', 'schedule', 'severity', 'critical',
      'details', jsonb_build_object(
        'message', 'No pull began in ' || cardinality(v_missed) || ' slot(s); the last is of '
          || coalesce((select spot.utc(max(slot_at)) from spot.pulls), 'never'),
        'missed', (select jsonb_agg(spot.utc(slot)) from unnest(v_missed) as slot)
      )
    ) as condition
    where cardinality(v_missed) > 0
    union all
    select jsonb_build_object(
      'kind', 'stale', 'subject', latest.metal, 'severity', 'critical',
      'details', jsonb_build_object(
        'message', 'The price of ' || latest.metal || ' is of ' || spot.utc(coalesce(latest.quoted_at, latest.priced_at))
          || coalesce(': ' || latest.last_reason, ''),
        'ts', spot.utc(coalesce(latest.quoted_at, latest.priced_at))
      )
    )
    from spot.latest_prices as latest
    where latest.currency = 'USD' and spot.market_is_open(v_now) and spot.price_state(latest, v_now) = 'stale'
  ) as conditions;

  -- While the market is closed staleness is not judged, so an open alert stays as it is.
  perform spot.record_alerts(
    v_now,
    case when spot.market_is_open(v_now) then array['slot_missed', 'stale'] else array['slot_missed'] end,
    v_conditions
  );
end;
$$;

comment on function spot.watch is 'Opens and closes the alerts slot_missed and stale.';

create function spot.schedule_watchdog()
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform cron.alter_job(cron.schedule('spot-watchdog', '* * * * *', 'select spot.watch()'), active := true);
  perform cron.alter_job(
    cron.schedule('spot-alert-delivery', '* * * * *', 'select spot.deliver_alerts()'), active := true
  );
end;
$$;

comment on function spot.schedule_watchdog is 'Sets the cron jobs that watch and tell; safe to run again.';

revoke all on function spot.watch, spot.schedule_watchdog from public, anon, authenticated, service_role;
grant execute on function spot.watch to service_role;

select spot.schedule_watchdog();
