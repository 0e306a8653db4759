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
comment on column spot.alerts.kind is 'spread, stale, disputed, provider_down, quota_low, quota_spent, slot_missed, ...';
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

alter table spot.alerts enable row level security;

create policy only_the_service_reads_alerts on spot.alerts for select to anon, authenticated using (false);

revoke all on spot.alerts from public, anon, authenticated, service_role;
grant select, insert, update on spot.alerts to service_role;

revoke all on function spot.record_alerts, spot.watch from public, anon, authenticated, service_role;
grant execute on function spot.record_alerts, spot.watch to service_role;
