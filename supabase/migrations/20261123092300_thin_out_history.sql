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

revoke all on function spot.price_detail, spot.thin_out from public, anon, authenticated, service_role;
