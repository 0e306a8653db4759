-- Ten years of five-minute prices must fit a free plan's 500 MB (docs/performance.md): the ledger of runs goes with that
-- of their calls, and of prices older than three years the last of each hour stays. Bars keep every high and low.

create function spot.thin_out()
returns jsonb
language plpgsql
volatile
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_before timestamptz := now() - spot.price_detail();
  v_prices int;
  v_pulls int;
begin
  delete from spot.prices as price
  using (
    select
      metal, priced_at,
      lead(priced_at) over (partition by metal order by priced_at) as next_at
    from spot.prices
    where priced_at < v_before
  ) as old
  where price.metal = old.metal
    and price.priced_at = old.priced_at
    and price.priced_at < v_before
    and old.next_at < date_trunc('hour', old.priced_at, 'UTC') + interval '1 hour';
  get diagnostics v_prices = row_count;

  delete from spot.pulls
  where state <> 'running'
    and slot_at < now() - make_interval(
      days => (select (document ->> 'call_retention_days')::int from spot.settings)
    );
  get diagnostics v_pulls = row_count;
  return jsonb_build_object('prices', v_prices, 'pulls', v_pulls);
end;
$$;

comment on function spot.thin_out is
  'Keeps one price an hour of what is older than spot.price_detail(), and runs for as long as calls; says how many went.';

-- A partition goes as a whole.
create function spot.drop_old_quotes(before timestamptz)
returns text[]
language plpgsql
volatile
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_partition text;
  v_dropped text[] := array[]::text[];
begin
  for v_partition in
    select child.relname::text
    from pg_inherits
    join pg_class as child on child.oid = inhrelid
    where inhparent = 'spot.quotes'::regclass
    order by child.relname
  loop
    -- quotes_2026_11 ends when December begins.
    if (to_date(right(v_partition, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= before then
      execute format('drop table spot.%I', v_partition);
      v_dropped := v_dropped || v_partition;
    end if;
  end loop;
  return v_dropped;
end;
$$;

comment on function spot.drop_old_quotes is 'Drops the months of spot.quotes that end before a time; names them.';

-- What an operator may still want to look up is kept longer than what machines write.
create function spot.clean_step(step text)
returns jsonb
language plpgsql
volatile
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_settings jsonb := (select document from spot.settings);
  v_calls_before timestamptz := now() - make_interval(days => (v_settings ->> 'call_retention_days')::int);
  v_count int;
begin
  case step
    when 'quote_partitions' then
      return to_jsonb(spot.drop_old_quotes(now() - make_interval(days => (v_settings ->> 'quote_retention_days')::int)));
    when 'provider_calls' then
      delete from spot.provider_calls where called_at < v_calls_before;
    when 'breaker_transitions' then
      delete from spot.breaker_transitions where changed_at < v_calls_before;
    when 'run_details' then
      -- pg_cron never cleans its log.
      delete from cron.job_run_details
      where coalesce(end_time, start_time)
        < now() - make_interval(days => (v_settings ->> 'run_details_retention_days')::int);
    when 'fx_refusals' then
      delete from spot.fx_refusals where refused_on < now()::date - 90;
    when 'alerts' then
      -- Their deliveries go with them; what is open stays, however old.
      delete from spot.alerts where closed_at < now() - interval '400 days';
    when 'settings_history' then
      -- The newest hundred stay, so that a service nobody touches keeps its past.
      delete from spot.settings_history
      where changed_at < now() - interval '1100 days'
        and version <= (select version from spot.settings) - 100;
    when 'thin_out' then
      return spot.thin_out();
  end case;
  get diagnostics v_count = row_count;
  return to_jsonb(v_count);
end;
$$;

comment on function spot.clean_step is 'One part of spot.clean_up(): applies the retention of one table; says how many rows went.';

create function spot.clean_up()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_step text;
  v_done jsonb := '{}'::jsonb;
  v_failures jsonb := '[]'::jsonb;
begin
  -- What does not need the other steps, and is quick, comes first.
  foreach v_step in array array[
    'provider_calls', 'breaker_transitions', 'run_details', 'fx_refusals', 'alerts', 'settings_history',
    'quote_partitions', 'thin_out'
  ] loop
    begin
      v_done := v_done || jsonb_build_object(v_step, spot.clean_step(v_step));
    exception when others then
      v_failures := v_failures || jsonb_build_object(
        'kind', 'clean_up_failed', 'subject', v_step, 'severity', 'warning',
        'details', jsonb_build_object('message', 'Cannot clean up ' || v_step || ': ' || sqlerrm)
      );
    end;
  end loop;
  perform spot.record_alerts(clock_timestamp(), array['clean_up_failed'], v_failures);
  return v_done || case
    when v_failures = '[]' then '{}' else jsonb_build_object('failures', v_failures)
  end;
end;
$$;

comment on function spot.clean_up is
  'Applies every retention, step by step: one that fails opens the alert clean_up_failed, the others go on; says how many went.';

revoke all on function
  spot.thin_out, spot.drop_old_quotes, spot.clean_step, spot.clean_up
from public, anon, authenticated, service_role;
