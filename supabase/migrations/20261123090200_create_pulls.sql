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

-- Tells subscribers of Supabase Realtime that a pull has committed, so that nobody needs to poll. The stack without Docker
-- has no Realtime: there the trigger does nothing, and clients poll.
create function spot.broadcast_pull()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_prices jsonb;
begin
  -- Replayed time is not now, and a pull that priced nothing has no news.
  if new.trigger = 'replay' or to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    return null;
  end if;
  select jsonb_object_agg(price.metal, trim_scale(price.price)) into v_prices
  from spot.prices as price
  where price.priced_at = new.slot_at;
  if v_prices is null then
    return null;
  end if;

  begin
    -- Dynamic, because the function does not exist everywhere this migration does. The message is written in the
    -- transaction of the pull: it is sent when the pull commits, or not at all.
    execute 'select realtime.send($1, $2, $3, $4)'
    using
      jsonb_build_object('slot', spot.utc(new.slot_at), 'origin', new.origin, 'unit', 'toz', 'usd', v_prices),
      'prices', 'spot-prices', false;
  exception when others then
    -- News that cannot be told must never cost the price itself.
    raise warning 'Cannot broadcast the pull: %', sqlerrm;
  end;
  return null;
end;
$$;

comment on function spot.broadcast_pull is
  'Sends the prices of a finished pull to the public Realtime topic spot-prices, event prices, where Realtime exists.';

-- Prices are in place when the run is finished; both are written by spot.record_pull.
create trigger a_finished_pull_is_broadcast
after update of state on spot.pulls
for each row
when (old.state is distinct from new.state and new.state in ('succeeded', 'partial'))
execute function spot.broadcast_pull();

alter table spot.pulls enable row level security;

-- What a pull concluded per metal is part of a public answer; who asked, leases and summaries are not granted below.
create policy everyone_reads_what_pulls_concluded on spot.pulls for select to anon, authenticated using (true);

revoke all on spot.pulls from public, anon, authenticated, service_role;
grant select (slot_at, metals) on spot.pulls to anon, authenticated;
grant select, insert, update on spot.pulls to service_role;

revoke all on function spot.broadcast_pull from public, anon, authenticated, service_role;
