-- Before an import: does the file say what is known already? A file per gram, in euros, or with two metals exchanged is
-- in order by itself; only what is stored tells.

-- Per metal the median price of the file and of what is known within a day of the same times, and their median ratio.
create function spot.compare_import(metals text[], times timestamptz[], prices numeric[])
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(metal, facts), '{}')
  from (
    select
      given.metal,
      jsonb_build_object(
        'overlaps', count(known.price),
        'ratio', percentile_cont(0.5) within group (order by (given.price / known.price)::float8),
        'known', percentile_cont(0.5) within group (order by known.price::float8),
        'at', spot.utc(max(given.at) filter (where known.price is not null))
      ) as facts
    from unnest(metals, times, prices) as given (metal, at, price)
    left join lateral (
      (
        select stored.price, 1 as turn, abs(extract(epoch from stored.priced_at - given.at)) as distance
        from spot.prices as stored
        where stored.metal = given.metal
          and stored.priced_at <= given.at and stored.priced_at >= given.at - interval '24 hours'
          and spot.origin_of(stored.provider) = 'live'
        order by stored.priced_at desc
        limit 1
      )
      union all
      (
        select stored.price, 1, abs(extract(epoch from stored.priced_at - given.at))
        from spot.prices as stored
        where stored.metal = given.metal
          and stored.priced_at > given.at and stored.priced_at <= given.at + interval '24 hours'
          and spot.origin_of(stored.provider) = 'live'
        order by stored.priced_at
        limit 1
      )
      union all
      (
        select reference.price, 2, abs((given.at at time zone 'UTC')::date - reference.fix_date)
        from spot.reference_prices as reference
        where reference.metal = given.metal
          and reference.fix_date between (given.at at time zone 'UTC')::date - 1 and (given.at at time zone 'UTC')::date + 1
      )
      order by turn, distance
      limit 1
    ) as known on true
    group by given.metal
  ) as of_metal
$$;

comment on function spot.compare_import is
  'Per metal of a file: on how many of its times something is known within a day (stored prices, else the daily reference), '
  'the median of that, the median ratio of file to known, and the newest such time.';

create function public.compare_import(metals text[], times timestamptz[], prices numeric[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_metals jsonb;
  v_held text := spot.held_origin();
begin
  if cardinality(metals) > 20000
    or cardinality(metals) is distinct from cardinality(times) or cardinality(metals) is distinct from cardinality(prices)
  then
    perform spot.refuse(
      400, 'INPUT_BAD_BODY', 'Cannot compare prices: the three lists differ in length or are too long', null,
      'metals, times and prices hold one entry per price, at most 20000'
    );
  end if;
  v_metals := spot.compare_import(metals, times, prices);
  return jsonb_build_object(
    'metals', v_metals,
    'held_origin', v_held,
    'invented_prices', case
      when v_held <> 'live' then (select count(*) from spot.prices where spot.origin_of(provider) <> 'live')
      else 0
    end,
    -- US dollars for one unit, of the days before the newest overlap.
    'rates', (
      select coalesce(jsonb_object_agg(rate.currency, rate.usd_value), '{}')
      from (
        select distinct on (currency) currency, usd_value
        from spot.fx_rates
        where rate_date between as_of.day - 31 and as_of.day
        order by currency, rate_date desc
      ) as rate
    )
  )
  from (
    select (coalesce(max(facts ->> 'at')::timestamptz, now()) at time zone 'UTC')::date as day
    from jsonb_each(v_metals) as each_metal (metal, facts)
  ) as as_of;
end;
$$;

comment on function public.compare_import is
  'What an import would be judged by, before it writes: spot.compare_import() per metal, the rates of those days, and how many '
  'invented prices are in its way. For the service only.';

revoke all on function spot.compare_import, public.compare_import from public, anon, authenticated, service_role;
grant execute on function spot.compare_import, public.compare_import to service_role;
