begin;
select plan(10);

select spot_tests.empty_tables();

create function pg_temp.pull(origin text, slot timestamptz, price numeric, label text) returns void language plpgsql as $$
declare
  v_claim jsonb := public.claim_pull(jsonb_build_object('trigger', 'manual', 'origin', origin, 'slot', slot));
begin
  perform public.record_pull(jsonb_build_object(
    'pull_id', v_claim -> 'pull_id', 'lease_token', v_claim -> 'lease_token', 'finished_at', slot, 'state', 'partial',
    'prices', jsonb_build_array(jsonb_build_object(
      'metal', 'gold', 'price', price, 'fetched_at', slot, 'quoted_at', slot, 'status', 'single', 'provider', label
    ))
  ));
end;
$$;

set local role service_role;
select spot.ensure_partition('prices', '2025-08-11 12:00:00Z');
insert into spot.prices (priced_at, metal, status, provider, price)
values ('2025-08-11 12:00:00Z', 'gold', 'imported', 'LBMA', 3300);
select spot.fold_into_bars(array['gold'], array['2025-08-11 12:00:00Z'::timestamptz], array[3300]);

insert into spot.prices (priced_at, metal, status, provider, price)
values ('2025-08-11 13:00:00Z', 'gold', 'imported', 'consensus (simulated)', 3900);
select spot.keep_origins_apart('live');
select is((select array_agg(price) from spot.prices), array[3300]::numeric[], 'an invented past goes even before the first pull');

select pg_temp.pull('simulated', '2025-08-13 15:00:00Z', 4000, 'consensus (simulated)');
select pg_temp.pull('simulated', '2025-08-13 15:05:00Z', 4010, 'consensus (simulated)');
select is((select count(*)::int from spot.prices), 3, 'invented prices stand beside imported history');

select pg_temp.pull('live', '2025-08-13 15:10:00Z', 3350, 'consensus');
select results_eq(
  'select price from spot.prices order by priced_at', array[3300, 3350]::numeric[],
  'the first real pull clears the invented prices and keeps the imported ones'
);
select results_eq(
  $$select open, high, low, close, price_count from spot.bars where resolution = 'week'$$,
  $$values (3300::numeric, 3350::numeric, 3300::numeric, 3350::numeric, 2)$$,
  'no bar holds an invented price'
);
select is((select count(*)::int from spot.pulls), 1, 'the ledger begins anew');
select is((select sum(calls) from spot.provider_usage), null, 'and so does the budget');

select throws_ok(
  $$select pg_temp.pull('simulated', '2025-08-13 15:15:00Z', 1, 'consensus (simulated)')$$, 'PGRST', null,
  'invented prices are refused beside real ones'
);
select throws_ok(
  $$select pg_temp.pull('replayed', '2025-08-13 15:15:00Z', 1, 'consensus (replayed)')$$, 'PGRST', null,
  'and so are recorded ones'
);
select throws_ok(
  'select spot.discard_invented_prices()', 'P0001', 'Cannot discard invented prices: the database holds real ones',
  'and cannot be cleared by hand'
);
select is((select max(price) from spot.prices), 3350::numeric, 'nothing real was lost over it');

select * from finish();
rollback;
