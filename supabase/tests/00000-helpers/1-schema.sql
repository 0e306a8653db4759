-- Helpers of the pgTAP tests: a schema of its own, which exists only while tests run. No migration knows it.
--
-- `supabase test db` and `deno task test:db` run every .sql file of supabase/tests in the order of their paths, each
-- in a session of its own. So this folder comes first and commits; ../zzzzz-helpers-go.sql comes last and drops the schema.
-- Each file here is also a TAP file, may be run again, and holds one subject:
--
--   1-schema.sql  empty_tables(), refusal(query), refuses(statement, name)
--   2-rows.sql    add(relation, facts, at), refuses_row(relation, facts, name): one row; only what matters is said
--   3-prices.sql  prices_at(slot, prices), rates_at(moment, rates), import(prices), week_of_gold(): without a pull
--   4-pulls.sql   pull_at(slot, prices, rates, …), claim(slot, moment), record(claim, facts), whole_pull(), counts()
--
-- Prices are dollars per troy ounce, {"gold": 4000}, or {"gold": {"price": 4000, "status": "agreed"}} to say more.
-- Rates are dollars per unit of a currency, {"EUR": 1.17}, or {"EUR": {"usd_value": 1.17, "provider": "metals-dev"}}.
-- Times have a zone: '2026-03-02 14:00Z'. A helper runs with the rights of its caller, so that
-- `set local role service_role` before it tests what the service may do.
begin;
select plan(1);

set local client_min_messages = warning;
drop schema if exists spot_tests cascade;
create schema spot_tests;
grant usage on schema spot_tests to anon, authenticated, service_role;

-- For the owner of the tables only: before `set local role`.
create function spot_tests.empty_tables() returns void language plpgsql as $$
begin
  execute (
    select 'truncate ' || string_agg(oid::regclass::text, ', ')
    from pg_catalog.pg_class
    where relnamespace = 'spot'::regnamespace
      and relkind in ('r', 'p')
      and not relispartition
      -- What migrations fill, and what operators set.
      and relname not in ('market_sessions', 'provider_states', 'providers', 'settings', 'settings_history')
  );
  update spot.provider_states
  set breaker = '{}', last_values = '{}', quota = '{}', last_called_at = null, last_success_at = null
  where provider_key is not null;
  perform spot.refresh_latest_prices();
end;
$$;
comment on function spot_tests.empty_tables is 'No prices, rates, pulls, calls or alerts; settings and providers stay.';

create function spot_tests.refusal(query text) returns text language plpgsql as $$
declare
  v_body text;
  v_head text;
begin
  execute query;
  return 'not refused';
exception when sqlstate 'PGRST' then
  get stacked diagnostics v_body = message_text, v_head = pg_exception_detail;
  return format('%s %s', v_head::json ->> 'status', v_body::json ->> 'code');
end;
$$;
comment on function spot_tests.refusal is 'Status and code that the API gives for a query, as ''400 INPUT_BAD_VALUE''.';

create function spot_tests.refuses(statement text, name text) returns text language sql as $$
  select throws_like(
    statement, format('%%"%s"%%', name),
    -- A description is one line.
    format('%s, as in %s', replace(name, '_', ' '), left(regexp_replace(statement, '\s+', ' ', 'g'), 90))
  )
$$;
comment on function spot_tests.refuses is 'One assertion: the constraint of that name refuses the statement.';

select has_schema('spot_tests', 'the schema of the helpers is there');
select * from finish();
commit;
