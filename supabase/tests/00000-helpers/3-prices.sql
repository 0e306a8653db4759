-- Prices and rates without a pull: as prices of record_prices, of an import, or as a week of market.
begin;
select plan(1);

create or replace function spot_tests.as_prices(slot timestamptz, prices jsonb, origin text default 'live')
returns jsonb language sql as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'metal', metal, 'status', 'single', 'quoted_at', slot, 'fetched_at', slot + interval '1 second',
        'provider', 'gold-api.com' || case origin when 'live' then '' else format(' (%s)', origin) end
      ) || case jsonb_typeof(price) when 'object' then price else jsonb_build_object('price', price) end
    ),
    '[]'
  )
  from jsonb_each(prices) as given (metal, price)
$$;
comment on function spot_tests.as_prices is 'Prices as record_pull takes them, of {"gold": 4000}.';

create or replace function spot_tests.as_rates(moment timestamptz, rates jsonb) returns jsonb language sql as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object('currency', currency, 'quoted_at', moment, 'provider', 'frankfurter')
        || case jsonb_typeof(rate) when 'object' then rate else jsonb_build_object('usd_value', rate) end
    ),
    '[]'
  )
  from jsonb_each(rates) as given (currency, rate)
$$;
comment on function spot_tests.as_rates is 'Rates as record_pull takes them, of {"EUR": 1.17}.';

create or replace function spot_tests.prices_at(slot timestamptz, prices jsonb) returns int language sql as $$
  select spot.record_prices(slot, spot_tests.as_prices(slot, prices))
$$;
comment on function spot_tests.prices_at is 'Records prices of a slot and folds them into the bars; how many were new.';

create or replace function spot_tests.rates_at(moment timestamptz, rates jsonb) returns void language sql as $$
  select spot.record_fx(spot_tests.as_rates(moment, rates))
$$;
comment on function spot_tests.rates_at is 'Records rates that were quoted at a time.';

create or replace function spot_tests.import(prices jsonb, dry_run boolean default false)
returns jsonb language sql as $$
  select public.import_prices(
    array_agg(price ->> 0 order by place), array_agg((price ->> 1)::timestamptz order by place),
    array_agg((price ->> 2)::numeric order by place), array_agg(price ->> 3 order by place), dry_run
  )
  from jsonb_array_elements(prices) with ordinality as given (price, place)
$$;
comment on function spot_tests.import is 'Imports [["gold", "1980-01-21T12:00:00Z", 850, "LBMA"], …].';

-- In plpgsql, which plans a statement when it comes to it: the partition is made before the prices are read.
create or replace function spot_tests.week_of_gold(outage tstzrange default 'empty')
returns void language plpgsql as $$
begin
  perform spot.ensure_partition('prices', '2025-08-13 00:00:00Z');

  insert into spot.prices (priced_at, quoted_at, fetched_at, metal, status, provider, price, bid, ask, confidence)
  select
    tick.at, tick.at, tick.at + interval '1 second', 'gold', 'agreed', 'consensus',
    2000 + tick.n, 2000 + tick.n - 0.5, 2000 + tick.n + 0.5, 0.25
  from generate_series(timestamptz '2025-08-06 00:00:00Z', timestamptz '2025-08-13 15:00:00Z', interval '5 minutes')
    with ordinality as tick (at, n)
  where spot.market_is_open(tick.at) and not tick.at <@ outage;

  perform spot.fold_into_bars(array_agg(metal), array_agg(priced_at), array_agg(price)) from spot.prices;
end;
$$;
comment on function spot_tests.week_of_gold is
  'Five-minute prices of gold with their bars, one dollar up each time, while the market is open and outside of an '
  'outage: 2001 at midnight (UTC) of Wednesday 6 August 2025, 4197 at 15:00 of the 13th. For a database without prices.';

select has_function('spot_tests', 'prices_at', 'the helpers of prices are there');
select * from finish();
commit;
