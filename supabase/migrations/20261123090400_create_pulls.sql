-- The ledger of runs: one row per slot, which is also the lease that keeps two calls of one slot from both pulling.
create table spot.pulls (
  pull_id bigint generated always as identity primary key,
  slot_at timestamptz not null constraint a_slot_is_pulled_once unique,
  trigger text not null constraint trigger_is_known check (trigger in ('cron', 'manual', 'replay', 'backfill')),
  origin text not null default 'live' constraint origin_is_known check (origin in ('live', 'simulated', 'replayed')),
  state text not null default 'running'
    constraint state_is_known check (state in ('running', 'succeeded', 'partial', 'failed', 'skipped', 'abandoned')),
  started_at timestamptz not null,
  finished_at timestamptz,
  lease_token uuid not null default gen_random_uuid(),
  lease_expires_at timestamptz not null,
  attempts int not null default 1,
  metals jsonb not null default '{}',
  summary jsonb not null default '{}',
  constraint finished_unless_running check ((state = 'running') = (finished_at is null))
);

-- Serves the newest pull and the watchdog.
create index pulls_finished_at on spot.pulls (finished_at desc) where finished_at is not null;
-- Serves the search for leases that ran out.
create index pulls_running on spot.pulls (lease_expires_at) where state = 'running';

comment on table spot.pulls is 'One row per slot: who pulled, when, and how it ended. Also the lease of the slot.';
comment on column spot.pulls.slot_at is 'Start of the slot, UTC; prices of the pull carry it as priced_at.';
comment on column spot.pulls.trigger is 'What asked for the pull: the cron job, a person, a replay of recorded prices, a backfill.';
comment on column spot.pulls.origin is 'Where the quotes came from: live providers, the simulator, recorded prices.';
comment on column spot.pulls.state is
  'running; succeeded: every metal priced; partial: some; failed: none; skipped: no call was due; abandoned: the lease ran out.';
comment on column spot.pulls.lease_token is 'Who may finish the pull; a pull whose lease was taken over cannot record.';
comment on column spot.pulls.metals is 'Per metal: outcome, reason, carry_until and the sources of its consensus.';
comment on column spot.pulls.summary is 'Counts, skipped providers with reasons, and the plan, for the operator.';

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

alter table spot.pulls enable row level security;
alter table spot.provider_calls enable row level security;
alter table spot.provider_usage enable row level security;
-- What a pull concluded per metal is part of a public answer; who asked, leases and summaries are not granted below.
create policy everyone_reads_what_pulls_concluded on spot.pulls for select to anon, authenticated using (true);
create policy only_the_service_reads_calls on spot.provider_calls for select to anon, authenticated using (false);
create policy only_the_service_reads_usage on spot.provider_usage for select to anon, authenticated using (false);

revoke all on spot.pulls, spot.provider_calls, spot.provider_usage from public, anon, authenticated, service_role;
grant select (slot_at, metals) on spot.pulls to anon, authenticated;
grant select, insert, update on spot.pulls, spot.provider_calls, spot.provider_usage to service_role;
revoke all on function spot.charge_calls from public;
grant execute on function spot.charge_calls to service_role;
