-- A condition that an operator should know of: opened once, closed when it is over.
create table spot.alerts (
  alert_id bigint generated always as identity primary key,
  kind text not null constraint kind_is_a_word check (kind ~ '^[a-z_]+$'),
  subject text not null,
  severity text not null constraint severity_is_known check (severity in ('warning', 'critical')),
  details jsonb not null default '{}',
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint closed_after_opened check (closed_at >= opened_at)
);

-- Holds "opened once" and serves the list of open alerts.
create unique index alerts_open on spot.alerts (kind, subject) where closed_at is null;
-- Serves the history.
create index alerts_opened_at on spot.alerts (opened_at desc);

comment on table spot.alerts is 'What is or was wrong: kind and subject (a metal, a provider, the schedule), from when to when.';
comment on column spot.alerts.kind is 'spread, reference_apart, fx_apart, fx_old, stale, disputed, provider_down, quota_low, quota_spent, slot_missed, ...';
comment on column spot.alerts.subject is 'The metal, provider or part that the alert is about.';

-- Kinds that were not looked at stay as they are; of those that were, what no longer holds is closed.
create function spot.record_alerts(moment timestamptz, evaluated text[], conditions jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into spot.alerts as alert (kind, subject, severity, details, opened_at)
  -- The graver of two conditions on one subject.
  select distinct on (condition.kind, condition.subject)
    condition.kind, condition.subject, condition.severity, coalesce(condition.details, '{}'), moment
  from jsonb_to_recordset(conditions) as condition (kind text, subject text, severity text, details jsonb)
  order by condition.kind, condition.subject, condition.severity
  on conflict (kind, subject) where closed_at is null do update
  set severity = excluded.severity, details = excluded.details;

  update spot.alerts
  set closed_at = greatest(moment, opened_at)
  where closed_at is null
    and kind = any (evaluated)
    and not exists (
      select from jsonb_to_recordset(conditions) as condition (kind text, subject text)
      where condition.kind = alerts.kind and condition.subject = alerts.subject
    );
end;
$$;

comment on function spot.record_alerts is 'Opens what holds and is not open, closes what was looked at and no longer holds.';

-- Rates that were refused since yesterday and not accepted again, and rates that are old but still used.
create function spot.rate_conditions(moment timestamptz)
returns setof jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select jsonb_build_object(
    'kind', 'fx_apart', 'subject', provider_key, 'severity', 'warning',
    'details', jsonb_build_object(
      'message', format(
        '%s exchange rate(s) of %s are refused: %s', count(*), provider_key,
        string_agg(format('%s (%s)', currency, reason), ', ' order by currency) filter (where place <= 10)
      ),
      'action', 'Compare the rate with another source; the price in that currency goes on with the last good rate'
    )
  )
  from (
    select
      provider_key, currency, reason, row_number() over (partition by provider_key order by currency) as place
    from (
      select distinct on (provider_key, currency) provider_key, currency, reason, is_settled
      from spot.fx_refusals
      where refused_on between (moment at time zone 'UTC')::date - 1 and (moment at time zone 'UTC')::date
      order by provider_key, currency, refused_on desc
    ) as newest
    -- These say nothing of the source: a currency that ended, one that nothing is known of, and one vote of several.
    where not is_settled and reason not in ('replaced', 'unknown_currency', 'outvoted')
  ) as refused
  group by provider_key
  union all
  select jsonb_build_object(
    'kind', 'fx_old', 'subject', 'currencies', 'severity', 'warning',
    'details', jsonb_build_object(
      'message', format(
        '%s exchange rate(s) are older than five days: %s', count(*),
        string_agg(format('%s of %s', currency, (quoted_at at time zone 'UTC')::date), ', ' order by currency)
          filter (where place <= 10)
      ),
      'action', 'Prices in these currencies are stale, and end after 31 days; see what the source of rates answers'
    )
  )
  from (
    select latest.currency, latest.currency_quoted_at as quoted_at, row_number() over (order by latest.currency) as place
    from spot.latest_prices as latest
    where latest.metal = (select min(one.metal) from spot.latest_prices as one)
      and spot.old_rate_reason(latest.currency, latest.currency_quoted_at, moment) is not null
      and spot.successor_in_words(latest.currency) is null
  ) as old
  having count(*) > 0;
end;
$$;

comment on function spot.rate_conditions is 'The conditions fx_apart (one per provider) and fx_old (one) as of a time.';

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
          || coalesce(': ' || standing.reason, ''),
        'ts', spot.utc(coalesce(latest.quoted_at, latest.priced_at))
      )
    )
    from spot.latest_prices as latest
    cross join lateral spot.price_standing(row(latest.*)::spot.published_price, v_now) as standing
    where latest.currency = 'USD' and spot.market_is_open(v_now) and standing.state = 'stale'
    union all
    select spot.rate_conditions(v_now)
  ) as conditions;

  -- While the market is closed staleness is not judged, so an open alert stays as it is.
  perform spot.record_alerts(
    v_now,
    array['slot_missed', 'fx_apart', 'fx_old']
      || case when spot.market_is_open(v_now) then array['stale'] else array[]::text[] end,
    v_conditions
  );
end;
$$;

comment on function spot.watch is 'Opens and closes the alerts slot_missed, stale, fx_apart and fx_old.';

alter table spot.alerts enable row level security;

create policy only_the_service_reads_alerts on spot.alerts for select to anon, authenticated using (false);

revoke all on spot.alerts from public, anon, authenticated, service_role;
grant select, insert, update on spot.alerts to service_role;

revoke all on function spot.record_alerts, spot.rate_conditions, spot.watch from public, anon, authenticated, service_role;
grant execute on function spot.record_alerts, spot.rate_conditions, spot.watch to service_role;
