-- Everything that a pull found is written here, in one transaction: calls, states, quotes, prices, bars, rates, alerts,
-- the run itself and the refresh of the view. Calls are paid for, so that they stay whatever becomes of the rest; quotes,
-- prices, rates and alerts are written together or not at all.

-- Times are those of a function's clock, which may stand ahead of ours or behind. A time that is missing stays missing:
-- least() and greatest() alone would make one of it.
create function spot.own_time(given timestamptz, since timestamptz default null)
returns timestamptz
language plpgsql
volatile
set search_path = ''
as $$
begin
  return case when given is not null then least(greatest(given, since), clock_timestamp()) end;
end;
$$;

comment on function spot.own_time is
  'A function''s time on the clock of the database: not before the pull began, not after now; null stays null.';

create function spot.record_calls(pull_id bigint, calls jsonb, since timestamptz default null)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into spot.provider_calls (
    pull_id, provider_key, operation, called_at, outcome, http_status, latency_ms, cost, quota_total, quota_remaining,
    retry_after_seconds, detail
  )
  select
    record_calls.pull_id, call.provider, call.operation, spot.own_time(call.called_at, since), call.outcome,
    call.http_status, call.latency_ms, call.cost, call.quota_total, call.quota_remaining, call.retry_after_seconds,
    left(call.detail, 500)
  from jsonb_to_recordset(calls) as call (
    provider text, operation text, called_at timestamptz, outcome text, http_status int, latency_ms int, cost int,
    quota_total int, quota_remaining int, retry_after_seconds int, detail text
  );

  perform spot.charge_calls(call.provider, spot.own_time(call.called_at, since), call.cost)
  from jsonb_to_recordset(calls) as call (provider text, called_at timestamptz, cost int)
  where call.cost > 0
  -- Two pulls that charge several providers must take the rows in the same order.
  order by call.provider;
end;
$$;

comment on function spot.record_calls is 'Writes upstream calls into the ledger and charges their cost.';

create function spot.record_quotes(pull_id bigint, quotes jsonb, since timestamptz default null)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform spot.ensure_partition('quotes', month.begins_at)
  from (
    select distinct date_trunc('month', spot.own_time(quote.fetched_at, since), 'UTC') as begins_at
    from jsonb_to_recordset(quotes) as quote (fetched_at timestamptz)
  ) as month;

  insert into spot.quotes (
    fetched_at, quoted_at, pull_id, provider_key, metal, price, bid, ask, verdict, reason, detail
  )
  select
    spot.own_time(quote.fetched_at, since), quote.quoted_at, record_quotes.pull_id, quote.provider, quote.metal,
    quote.price, quote.bid, quote.ask, quote.verdict, quote.reason, left(quote.detail, 300)
  from jsonb_to_recordset(quotes) as quote (
    fetched_at timestamptz, quoted_at timestamptz, provider text, metal text, price numeric, bid numeric, ask numeric,
    verdict text, reason text, detail text
  );
end;
$$;

comment on function spot.record_quotes is 'Writes what the providers said, with verdicts; makes the month''s partition if needed.';

create function spot.record_prices(slot_at timestamptz, prices jsonb, since timestamptz default null)
returns int
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_metals text[];
  v_times timestamptz[];
  v_values numeric[];
begin
  if jsonb_array_length(prices) = 0 then
    return 0;
  end if;
  perform spot.ensure_partition('prices', slot_at);

  with inserted as (
    insert into spot.prices (
      priced_at, quoted_at, fetched_at, metal, status, provider, price, bid, ask, confidence, corroborated_by
    )
    select
      slot_at, price.quoted_at, spot.own_time(price.fetched_at, since), price.metal, price.status, price.provider,
      price.price, price.bid, price.ask, price.confidence, price.corroborated_by
    from jsonb_to_recordset(prices) as price (
      quoted_at timestamptz, fetched_at timestamptz, metal text, status text, provider text, price numeric, bid numeric,
      ask numeric, confidence numeric, corroborated_by text
    )
    on conflict (metal, priced_at) do nothing
    returning prices.metal, prices.priced_at, prices.price
  )
  select array_agg(inserted.metal), array_agg(inserted.priced_at), array_agg(inserted.price)
  into v_metals, v_times, v_values
  from inserted;

  perform spot.fold_into_bars(v_metals, v_times, v_values);
  return coalesce(cardinality(v_metals), 0);
end;
$$;

comment on function spot.record_prices is 'Appends the prices of a slot and folds the new ones into the bars; returns how many were new.';

-- A pull of an older slot that is recorded late tells when a provider was called, and nothing else: breaker, values and
-- told quota are those of the newest slot.
create function spot.record_provider_states(
  states jsonb, slot_at timestamptz default null, since timestamptz default null
)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into spot.provider_states (provider_key)
  select seen.provider from jsonb_to_recordset(states) as seen (provider text)
  on conflict (provider_key) do nothing;

  with seen as (
    select
      provider, breaker, last_values, quota, spot.own_time(last_called_at, since) as last_called_at,
      -- The success may be of an earlier pull.
      spot.own_time(last_success_at) as last_success_at
    from jsonb_to_recordset(states) as seen (
      provider text, breaker jsonb, last_values jsonb, quota jsonb, last_called_at timestamptz,
      last_success_at timestamptz
    )
  ),
  -- Two pulls must take the rows in the same order.
  locked as materialized (
    select
      state.provider_key,
      state.slot_at > record_provider_states.slot_at is true as is_late
    from spot.provider_states as state
    where state.provider_key in (select provider from seen)
    order by state.provider_key
    for update
  )
  update spot.provider_states as state
  set
    breaker = case when is_late then state.breaker else coalesce(seen.breaker, state.breaker) end,
    last_values = case when is_late then state.last_values else coalesce(seen.last_values, state.last_values) end,
    quota = case when is_late then state.quota else coalesce(seen.quota, state.quota) end,
    -- Of two times the later one; greatest() leaves out what is null.
    last_called_at = greatest(seen.last_called_at, state.last_called_at),
    last_success_at = greatest(seen.last_success_at, state.last_success_at),
    slot_at = greatest(record_provider_states.slot_at, state.slot_at),
    updated_at = now()
  from seen
  join locked on locked.provider_key = seen.provider
  where state.provider_key = seen.provider
$$;

comment on function spot.record_provider_states is
  'Writes breaker, last values and told quota of the providers that were asked, unless a newer slot has; times only go on.';

create function spot.record_transitions(
  transitions jsonb, slot_at timestamptz default null, since timestamptz default null
)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into spot.breaker_transitions (provider_key, changed_at, from_state, to_state, reason)
  select
    change.provider, spot.own_time(change.changed_at, since), change.from_state, change.to_state,
    left(change.reason, 300)
  from jsonb_to_recordset(transitions) as change (
    provider text, changed_at timestamptz, from_state text, to_state text, reason text
  )
  where not exists (
    select from spot.provider_states as state
    where state.provider_key = change.provider and state.slot_at > record_transitions.slot_at
  )
$$;

comment on function spot.record_transitions is 'Writes how breakers changed, unless a newer slot has decided about them.';

create function spot.record_findings(pull jsonb, own spot.pulls)
returns int
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_priced int;
begin
  perform spot.record_quotes(own.pull_id, coalesce(pull -> 'quotes', '[]'), own.started_at);
  v_priced := spot.record_prices(own.slot_at, coalesce(pull -> 'prices', '[]'), own.started_at);
  perform spot.record_references(coalesce(pull -> 'references', '[]'), own.started_at);
  perform spot.record_fx(coalesce(pull -> 'fx', '[]'), own.started_at);
  perform spot.record_fx_refusals(coalesce(pull -> 'fx_refused', '[]'), own.started_at);
  -- What a newer slot has looked at is not judged again by an older one.
  if not exists (
    select from spot.pulls
    where slot_at > own.slot_at and origin = own.origin and state in ('succeeded', 'partial', 'failed', 'skipped')
      and trigger <> 'backfill'
  ) then
    perform spot.record_alerts(
      spot.own_time((pull ->> 'finished_at')::timestamptz, own.started_at),
      array(select jsonb_array_elements_text(coalesce(pull #> '{alerts,evaluated}', '[]'))),
      coalesce(pull #> '{alerts,conditions}', '[]')
    );
  end if;
  return v_priced;
end;
$$;

comment on function spot.record_findings is
  'Writes quotes, prices, references, rates and alerts of a pull; returns how many prices were new.';

-- Where the findings cannot be stored, each metal has failed, and says so.
create function spot.failed_metals(metals jsonb, failure text)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(metal, jsonb_build_object('outcome', 'failed', 'reason', failure)), '{}')
  from jsonb_object_keys(case jsonb_typeof(metals) when 'object' then metals else '{}' end) as metal
$$;

comment on function spot.failed_metals is 'Outcome failed with this reason for each metal that a pull names.';

-- The client of shared/store says a call again after these errors; to call the pull failed would end it.
create function spot.is_passing(code text)
returns boolean
language sql
immutable
set search_path = ''
as $$ select code ~ '^(?:08|40|53|57|58)[0-9A-Z]{3}$|^55P03$' $$;

comment on function spot.is_passing is 'Whether an error of this code (SQLSTATE) may be over when the call is repeated.';

create function spot.record_pull(pull jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_pull spot.pulls;
  v_priced int := 0;
  v_failures text[] := array[]::text[];
  v_lost boolean := false;
begin
  select * into v_pull from spot.pulls where pull_id = (pull ->> 'pull_id')::bigint for update;

  if v_pull.pull_id is null or v_pull.lease_token is distinct from (pull ->> 'lease_token')::uuid then
    perform spot.refuse(
      409, 'PULL_LEASE_LOST', 'Cannot record the pull: its lease was taken over', null,
      'Nothing was written; the pull that holds the lease records the slot'
    );
  end if;
  -- The answer of the first attempt may have been lost on the way; saying it again must not hurt.
  if v_pull.state not in ('running', 'abandoned') then
    return jsonb_build_object('pull_id', v_pull.pull_id, 'state', v_pull.state, 'repeated', true);
  end if;

  perform spot.record_calls(v_pull.pull_id, coalesce(pull -> 'calls', '[]'), v_pull.started_at);
  -- When a provider was called must be known too, so that the next slot does not ask it again.
  begin
    perform spot.record_provider_states(coalesce(pull -> 'provider_states', '[]'), v_pull.slot_at, v_pull.started_at);
    perform spot.record_transitions(coalesce(pull -> 'transitions', '[]'), v_pull.slot_at, v_pull.started_at);
  exception when others then
    if spot.is_passing(sqlstate) then
      raise;
    end if;
    v_failures := v_failures || ('Cannot record the states of providers: ' || sqlerrm);
  end;
  begin
    v_priced := spot.record_findings(pull, v_pull);
  exception when others then
    if spot.is_passing(sqlstate) then
      raise;
    end if;
    v_failures := v_failures || ('Cannot record the prices: ' || sqlerrm);
    v_lost := true;
  end;

  update spot.pulls
  set
    state = case when v_lost then 'failed' else pull ->> 'state' end,
    finished_at = coalesce(
      spot.own_time((pull ->> 'finished_at')::timestamptz, v_pull.started_at), clock_timestamp()
    ),
    metals = case
      when v_lost then spot.failed_metals(pull -> 'metals', v_failures[cardinality(v_failures)])
      else coalesce(pull -> 'metals', '{}')
    end,
    summary = coalesce(pull -> 'summary', '{}')
      || case when v_failures = '{}' then '{}' else jsonb_build_object('failures', to_jsonb(v_failures)) end
  where pull_id = v_pull.pull_id
  returning * into v_pull;

  begin
    perform spot.refresh_latest_prices();
    -- Replayed time is not now: staleness and missed slots mean nothing there.
    if v_pull.trigger <> 'replay' then
      perform spot.watch();
    end if;
  exception when others then
    if spot.is_passing(sqlstate) then
      raise;
    end if;
    v_failures := v_failures || ('Cannot show the latest prices: ' || sqlerrm);
    update spot.pulls
    set summary = summary || jsonb_build_object('failures', to_jsonb(v_failures))
    where pull_id = v_pull.pull_id;
  end;

  return jsonb_build_object('pull_id', v_pull.pull_id, 'state', v_pull.state, 'priced', v_priced, 'repeated', false)
    || case when v_failures = '{}' then '{}' else jsonb_build_object('failures', to_jsonb(v_failures)) end;
end;
$$;

comment on function spot.record_pull is
  'Writes everything a pull found in one transaction; only the holder of the lease may, and saying it twice changes nothing. '
  'Calls and states stay where the rest cannot be stored: the pull has failed then, and its summary names the failures.';

create function public.record_pull(pull jsonb)
returns jsonb
language sql
volatile
set search_path = ''
as $$ select spot.record_pull(pull) $$;

comment on function public.record_pull is 'See spot.record_pull. For the service only.';

revoke all on function
  spot.own_time, spot.record_calls, spot.record_quotes, spot.record_prices, spot.record_provider_states,
  spot.record_transitions, spot.record_findings, spot.failed_metals, spot.is_passing, spot.record_pull, public.record_pull
from public, anon, authenticated, service_role;
grant execute on function
  spot.own_time, spot.record_calls, spot.record_quotes, spot.record_prices, spot.record_provider_states,
  spot.record_transitions, spot.record_findings, spot.failed_metals, spot.is_passing, spot.record_pull, public.record_pull
to service_role;
