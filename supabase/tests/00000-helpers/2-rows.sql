-- One row of a table. What a test does not say has a usual value, so that a test says only what it is about.
begin;
select plan(1);

create or replace function spot_tests.usual_row(relation text, at timestamptz) returns jsonb language sql as $$
  select case relation
    when 'alerts' then
      jsonb_build_object('kind', 'stale', 'subject', 'gold', 'severity', 'warning', 'opened_at', at)
    when 'backfills' then jsonb_build_object(
      'provider_key', 'metals-dev', 'origin', 'live', 'from_date', '2025-01-01', 'to_date', '2025-01-30',
      'prices_new', 0, 'prices_same', 0, 'prices_conflicting', 0, 'prices_refused', 0, 'rates_new', 0
    )
    when 'bars' then jsonb_build_object(
      'metal', 'gold', 'resolution', 'hour', 'opened_at', at, 'open', 1, 'high', 1, 'low', 1, 'close', 1,
      'price_count', 1, 'first_at', at, 'last_at', at
    )
    when 'breaker_transitions' then
      jsonb_build_object('provider_key', 'gold-api', 'changed_at', at, 'from_state', 'closed', 'to_state', 'open')
    when 'fx_rates' then jsonb_build_object(
      'currency', 'EUR', 'rate_date', (at at time zone 'UTC')::date, 'usd_value', 1.17, 'quoted_at', at,
      'provider_key', 'frankfurter'
    )
    when 'prices' then
      jsonb_build_object('priced_at', at, 'metal', 'gold', 'status', 'agreed', 'provider', 'consensus', 'price', 1)
    when 'provider_calls' then
      jsonb_build_object('provider_key', 'gold-api', 'operation', 'latest', 'called_at', at, 'outcome', 'ok', 'cost', 1)
    when 'provider_usage' then
      jsonb_build_object('provider_key', 'gold-api', 'month', date_trunc('month', at, 'UTC')::date, 'calls', 1)
    when 'pulls' then jsonb_build_object(
      'slot_at', at, 'trigger', 'cron', 'state', 'succeeded', 'started_at', at, 'finished_at', at + interval '1 second',
      'lease_expires_at', at + interval '2 minutes'
    )
    when 'quotes' then jsonb_build_object(
      'fetched_at', at, 'pull_id', 1, 'provider_key', 'gold-api', 'metal', 'gold', 'price', 1, 'verdict', 'accepted'
    )
    when 'rate_buckets' then jsonb_build_object(
      'function_name', 'config', 'client', repeat('a', 64), 'tokens', 1, 'filled_at', at
    )
    else '{}'
  end
$$;
comment on function spot_tests.usual_row is
  'A row that every constraint accepts, of a time; {} for a table that has none.';

create or replace function spot_tests.add(
  relation text, facts jsonb default '{}', at timestamptz default '2025-08-13 12:00:00Z'
) returns void language plpgsql as $$
declare
  v_row jsonb := spot_tests.usual_row(relation, at) || facts;
  v_columns text := (select string_agg(format('%I', name), ', ') from jsonb_object_keys(v_row) as name);
begin
  if relation in ('prices', 'quotes') then
    perform spot.ensure_partition(relation, coalesce(v_row ->> 'priced_at', v_row ->> 'fetched_at')::timestamptz);
  end if;
  execute format(
    'insert into spot.%1$I (%2$s) overriding system value select %2$s from jsonb_populate_record(null::spot.%1$I, $1)',
    relation, v_columns
  ) using v_row;
end;
$$;
comment on function spot_tests.add is
  'Inserts one row: its usual values of a time (Wednesday 13 August 2025, noon UTC), with the facts in their place.';

create or replace function spot_tests.refuses_row(relation text, facts jsonb, name text)
returns text language sql as $$
  select spot_tests.refuses(format('select spot_tests.add(%L, %L)', relation, facts), name)
$$;
comment on function spot_tests.refuses_row is
  'One assertion: the constraint of that name refuses a row that is usual but for these facts.';

select has_function('spot_tests', 'add', 'the helpers of rows are there');
select * from finish();
commit;
