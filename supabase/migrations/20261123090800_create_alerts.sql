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

alter table spot.alerts enable row level security;
create policy only_the_service_reads_alerts on spot.alerts for select to anon, authenticated using (false);
revoke all on spot.alerts from public, anon, authenticated, service_role;
grant select, insert, update on spot.alerts to service_role;
