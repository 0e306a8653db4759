-- Everything that a pull found is written here, in one transaction: calls, quotes, prices, bars, rates, states,
-- alerts, the run itself and the refresh of the view. All of it or nothing.

create function spot.record_calls(pull_id bigint, calls jsonb)
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
    record_calls.pull_id, call.provider, call.operation, call.called_at, call.outcome, call.http_status, call.latency_ms,
    call.cost, call.quota_total, call.quota_remaining, call.retry_after_seconds, left(call.detail, 500)
  from jsonb_to_recordset(calls) as call (
    provider text, operation text, called_at timestamptz, outcome text, http_status int, latency_ms int, cost int,
    quota_total int, quota_remaining int, retry_after_seconds int, detail text
  );

  perform spot.charge_calls(call.provider, least(call.called_at, clock_timestamp()), call.cost)
  from jsonb_to_recordset(calls) as call (provider text, called_at timestamptz, cost int)
  where call.cost > 0
  -- Two pulls that charge several providers must take the rows in the same order.
  order by call.provider;
end;
$$;

comment on function spot.record_calls is 'Writes upstream calls into the ledger and charges their cost.';

create function spot.record_quotes(pull_id bigint, quotes jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform spot.ensure_partition('quotes', month.begins_at)
  from (
    select distinct date_trunc('month', quote.fetched_at, 'UTC') as begins_at
    from jsonb_to_recordset(quotes) as quote (fetched_at timestamptz)
  ) as month;

  insert into spot.quotes (
    fetched_at, quoted_at, pull_id, provider_key, metal, price, bid, ask, verdict, reason, detail
  )
  select
    quote.fetched_at, quote.quoted_at, record_quotes.pull_id, quote.provider, quote.metal, quote.price, quote.bid,
    quote.ask, quote.verdict, quote.reason, left(quote.detail, 300)
  from jsonb_to_recordset(quotes) as quote (
    fetched_at timestamptz, quoted_at timestamptz, provider text, metal text, price numeric, bid numeric, ask numeric,
    verdict text, reason text, detail text
  );
end;
$$;

comment on function spot.record_quotes is 'Writes what the providers said, with verdicts; makes the month''s partition if needed.';

create function spot.record_prices(slot_at timestamptz, prices jsonb)
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
      priced_at, quoted_at, fetched_at, metal, status, provider, price, bid, ask, confidence
    )
    select
      slot_at, price.quoted_at, price.fetched_at, price.metal, price.status, price.provider, price.price, price.bid,
      price.ask, price.confidence
    from jsonb_to_recordset(prices) as price (
      quoted_at timestamptz, fetched_at timestamptz, metal text, status text, provider text, price numeric, bid numeric,
      ask numeric, confidence numeric
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

create function spot.record_fx(rates jsonb)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into spot.fx_rates as rate (currency, rate_date, usd_value, quoted_at, provider_key)
  -- Two sources may quote a currency in one pull: the newer of a day counts.
  select distinct on (fx.currency, (fx.quoted_at at time zone 'UTC')::date)
    fx.currency, (fx.quoted_at at time zone 'UTC')::date, fx.usd_value, fx.quoted_at, fx.provider
  from jsonb_to_recordset(rates) as fx (currency text, usd_value numeric, quoted_at timestamptz, provider text)
  order by fx.currency, (fx.quoted_at at time zone 'UTC')::date, fx.quoted_at desc, fx.provider
  on conflict (currency, rate_date) do update
  set usd_value = excluded.usd_value, quoted_at = excluded.quoted_at, provider_key = excluded.provider_key
  where excluded.quoted_at >= rate.quoted_at and excluded.usd_value <> rate.usd_value
$$;

comment on function spot.record_fx is 'Writes the value of currencies; within a day the newest quote stays.';

create function spot.record_provider_states(states jsonb)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into spot.provider_states as state
    (provider_key, breaker, last_values, quota, last_called_at, last_success_at, updated_at)
  select
    seen.provider, coalesce(seen.breaker, '{}'), coalesce(seen.last_values, '{}'), coalesce(seen.quota, '{}'),
    -- Times are those of a function's clock. One that stands ahead must not keep a provider from being asked until then.
    least(seen.last_called_at, clock_timestamp()), least(seen.last_success_at, clock_timestamp()), now()
  from jsonb_to_recordset(states) as seen (
    provider text, breaker jsonb, last_values jsonb, quota jsonb, last_called_at timestamptz,
    last_success_at timestamptz
  )
  order by seen.provider
  on conflict (provider_key) do update
  set
    breaker = excluded.breaker,
    last_values = excluded.last_values,
    quota = excluded.quota,
    last_called_at = coalesce(excluded.last_called_at, state.last_called_at),
    last_success_at = coalesce(excluded.last_success_at, state.last_success_at),
    updated_at = excluded.updated_at
$$;

comment on function spot.record_provider_states is 'Writes breaker, last values and told quota of the providers that were asked.';

create function spot.record_transitions(transitions jsonb)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into spot.breaker_transitions (provider_key, changed_at, from_state, to_state, reason)
  select change.provider, change.changed_at, change.from_state, change.to_state, left(change.reason, 300)
  from jsonb_to_recordset(transitions) as change (
    provider text, changed_at timestamptz, from_state text, to_state text, reason text
  )
$$;

comment on function spot.record_transitions is 'Writes how breakers changed.';

create function spot.record_pull(pull jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_pull spot.pulls;
  v_priced int;
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

  perform spot.record_calls(v_pull.pull_id, coalesce(pull -> 'calls', '[]'));
  perform spot.record_quotes(v_pull.pull_id, coalesce(pull -> 'quotes', '[]'));
  v_priced := spot.record_prices(v_pull.slot_at, coalesce(pull -> 'prices', '[]'));
  perform spot.record_fx(coalesce(pull -> 'fx', '[]'));
  perform spot.record_provider_states(coalesce(pull -> 'provider_states', '[]'));
  perform spot.record_transitions(coalesce(pull -> 'transitions', '[]'));
  perform spot.record_alerts(
    (pull ->> 'finished_at')::timestamptz,
    array(select jsonb_array_elements_text(coalesce(pull #> '{alerts,evaluated}', '[]'))),
    coalesce(pull #> '{alerts,conditions}', '[]')
  );

  update spot.pulls
  set
    state = pull ->> 'state',
    finished_at = (pull ->> 'finished_at')::timestamptz,
    metals = coalesce(pull -> 'metals', '{}'),
    summary = coalesce(pull -> 'summary', '{}')
  where pull_id = v_pull.pull_id;

  perform spot.refresh_latest_prices();
  -- Replayed time is not now: staleness and missed slots mean nothing there.
  if v_pull.trigger <> 'replay' then
    perform spot.watch();
  end if;

  return jsonb_build_object('pull_id', v_pull.pull_id, 'state', pull ->> 'state', 'priced', v_priced, 'repeated', false);
end;
$$;

comment on function spot.record_pull is
  'Writes everything a pull found in one transaction; only the holder of the lease may, and saying it twice changes nothing.';

create function public.record_pull(pull jsonb)
returns jsonb
language sql
volatile
set search_path = ''
as $$ select spot.record_pull(pull) $$;

comment on function public.record_pull is 'See spot.record_pull. For the service only.';

revoke all on function
  spot.record_calls, spot.record_quotes, spot.record_prices, spot.record_fx, spot.record_provider_states,
  spot.record_transitions, spot.record_pull, public.record_pull
from public, anon, authenticated, service_role;
grant execute on function
  spot.record_calls, spot.record_quotes, spot.record_prices, spot.record_fx, spot.record_provider_states,
  spot.record_transitions, spot.record_pull, public.record_pull
to service_role;
