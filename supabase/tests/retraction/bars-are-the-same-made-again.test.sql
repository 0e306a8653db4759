begin;
select plan(3);

select spot_tests.empty_tables();
-- Bars of a week whose detail is kept, in zones that cut days elsewhere.
create temporary table slots as
select at from generate_series(
  date_trunc('week', now() - interval '300 days', 'UTC'), date_trunc('week', now() - interval '290 days', 'UTC'), '7 minutes'
) as at;
select spot.ensure_partition('prices', min(at)), spot.ensure_partition('prices', max(at)) from slots;
insert into spot.prices (priced_at, metal, status, provider, price)
select at, 'gold', 'agreed', 'consensus', 3000 + 100 * sin(extract(epoch from at) / 5000)::numeric(6, 4) from slots;
select spot.fold_into_bars(array_agg(metal), array_agg(priced_at), array_agg(price)) from spot.prices;
create temporary table before as select * from spot.bars;

create function pg_temp.rebuilt(zone text) returns setof spot.bars language plpgsql as $$
begin
  perform set_config('timezone', zone, true);
  perform spot.rebuild_bars('gold', min(at) + interval '30 hours', max(at) - interval '50 hours') from slots;
  return query select * from spot.bars order by resolution, opened_at;
end;
$$;
select results_eq(
  format('select * from pg_temp.rebuilt(%L)', zone), 'select * from before order by resolution, opened_at',
  'bars made again are the bars of prices in order, in ' || zone
) from unnest(array['UTC', 'Europe/Berlin', 'Asia/Kolkata']) as zone;

select * from finish();
rollback;
