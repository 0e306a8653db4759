begin;
select plan(6);

select spot_tests.empty_tables();

-- A pull of gold: its outcome, and a price where there is one. Wednesday, open market.
create function pg_temp.pull(slot timestamptz, outcome text, price numeric default null, forced text default null)
returns void language plpgsql as $$
declare
  v_claim jsonb := public.claim_pull(jsonb_build_object('trigger', 'replay', 'origin', 'replayed', 'slot', slot, 'now', slot));
begin
  perform public.record_pull(jsonb_strip_nulls(jsonb_build_object(
    'pull_id', v_claim -> 'pull_id', 'lease_token', v_claim -> 'lease_token', 'finished_at', slot, 'state', 'partial',
    'metals', jsonb_build_object('gold', jsonb_build_object('outcome', outcome, 'reason', 'because ' || outcome)),
    'summary', case when forced is null then '{}' else jsonb_build_object('forced', forced) end,
    'prices', case when price is null then '[]' else jsonb_build_array(jsonb_build_object(
      'metal', 'gold', 'price', price, 'fetched_at', slot, 'quoted_at', slot, 'status', 'single',
      'provider', 'gold-api.com (replayed)'
    )) end
  )));
end;
$$;
create function pg_temp.state(moment timestamptz) returns text language sql as $$
  select spot.price_state(latest, moment) || coalesce(', ' || last_reason, '')
  from spot.latest_prices as latest where metal = 'gold' and currency = 'USD'
$$;

set local role service_role;
select pg_temp.pull('2025-08-13 15:00:00Z', 'priced', 3350);
select is(pg_temp.state('2025-08-13 15:00:30Z'), 'fresh, because priced', 'a new price is fresh');

select pg_temp.pull('2025-08-13 15:01:00Z', 'failed', forced => 'metals-dev');
select is(pg_temp.state('2025-08-13 15:01:30Z'), 'fresh, because priced', 'what one provider by name brings says nothing of it');

select pg_temp.pull('2025-08-13 15:02:00Z', 'failed');
select is(pg_temp.state('2025-08-13 15:02:30Z'), 'stale, because failed', 'a failed pull makes it stale, however young');

select pg_temp.pull('2025-08-13 15:03:00Z', 'none_due');
select is(pg_temp.state('2025-08-13 15:03:30Z'), 'stale, because failed', 'a pull that asked nobody does not mend that');

select pg_temp.pull('2025-08-13 15:04:00Z', 'priced', 3351, forced => 'gold-api');
select is(
  pg_temp.state('2025-08-13 15:04:30Z'), 'fresh, because none_due', 'a price does, also one that somebody asked for by name'
);

select pg_temp.pull('2025-08-13 15:05:00Z', 'none_due');
select is(pg_temp.state('2025-08-13 15:05:30Z'), 'fresh, because none_due', 'and stays while nobody is due');

select * from finish();
rollback;
