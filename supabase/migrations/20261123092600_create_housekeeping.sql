-- Ten years of five-minute prices must fit a free plan's 500 MB (docs/performance.md): the ledger of runs goes with that
-- of their calls, and of prices older than three years the last of each hour stays. Bars keep every high and low.

create function spot.price_detail()
returns interval
language sql
immutable
set search_path = ''
as $$ select interval '3 years' $$;

comment on function spot.price_detail is 'For how long every price is kept; of older ones, the last of each hour.';

create function spot.thin_out()
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_prices int;
  v_pulls int;
begin
  delete from spot.prices as price
  using (
    select
      metal, priced_at,
      lead(priced_at) over (partition by metal order by priced_at) as next_at
    from spot.prices
    where priced_at < now() - spot.price_detail()
  ) as old
  where price.metal = old.metal
    and price.priced_at = old.priced_at
    and price.priced_at < now() - spot.price_detail()
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

-- pg_cron never cleans its log; quotes and calls have a retention of their own. A partition goes as a whole.
create function spot.clean_up()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_settings jsonb := (select document from spot.settings);
  v_quotes_before timestamptz := now() - make_interval(days => (v_settings ->> 'quote_retention_days')::int);
  v_calls_before timestamptz := now() - make_interval(days => (v_settings ->> 'call_retention_days')::int);
  v_runs_before timestamptz := now() - make_interval(days => (v_settings ->> 'run_details_retention_days')::int);
  v_partition record;
  v_dropped text[] := array[]::text[];
  v_calls int;
  v_runs int;
begin
  for v_partition in
    select child.relname::text as name
    from pg_inherits
    join pg_class as child on child.oid = inhrelid
    where inhparent = 'spot.quotes'::regclass
  loop
    -- quotes_2026_11 ends when December begins.
    if (to_date(right(v_partition.name, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= v_quotes_before then
      execute format('drop table spot.%I', v_partition.name);
      v_dropped := v_dropped || v_partition.name;
    end if;
  end loop;

  delete from spot.provider_calls where called_at < v_calls_before;
  get diagnostics v_calls = row_count;
  delete from cron.job_run_details where coalesce(end_time, start_time) < v_runs_before;
  get diagnostics v_runs = row_count;
  perform spot.thin_out();

  return jsonb_build_object('quote_partitions', v_dropped, 'provider_calls', v_calls, 'run_details', v_runs);
end;
$$;

comment on function spot.clean_up is 'Drops quotes, calls and cron run details that are older than their retention, thins out what spot.thin_out() names; says how many.';

revoke all on function spot.price_detail, spot.thin_out, spot.clean_up from public, anon, authenticated, service_role;
