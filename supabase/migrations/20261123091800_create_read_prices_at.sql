-- The price on the day of a purchase, for a whole inventory in one call.

create function spot.price_after(metal text, moment timestamptz)
returns spot.prices
language plpgsql
stable
set search_path = ''
as $$
declare
  v_price spot.prices;
begin
  select prices.* into v_price from spot.prices
  where prices.metal = price_after.metal
    and prices.priced_at > moment and prices.priced_at <= moment + interval '31 days'
  order by prices.priced_at
  limit 1;
  return v_price;
end;
$$;

comment on function spot.price_after is 'The first price after a time, a month later at most.';

create function spot.dates_named(names text, out given text[], out moments timestamptz[], out begins timestamptz[])
language plpgsql
stable
set search_path = ''
as $$
declare
  v_name text;
begin
  -- "2019-05-04," is a list of one.
  given := array(
    select trim(name) from unnest(string_to_array(regexp_replace(names, ',$', ''), ',')) with ordinality as listed (name, place)
    order by place
  );
  if cardinality(given) > 500 then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', format('Cannot read at: it names %s dates', cardinality(given)), 'At most 500 dates',
      'Ask for the others in a second call'
    );
  end if;
  foreach v_name in array coalesce(nullif(given, '{}'), array['']) loop
    moments := moments || spot.moment_named(v_name);
    -- A date is the whole of its day.
    begins := begins || case
      when length(v_name) = 10 then date_trunc('day', moments[cardinality(moments)], 'UTC')
      else moments[cardinality(moments)]
    end;
  end loop;
end;
$$;

comment on function spot.dates_named is 'The dates and times of a comma list with what they mean: when each begins and ends.';

-- One row a metal and date: the price that answers for it and the rate of that day.
create function spot.prices_at_dates(
  given text[], moments timestamptz[], begins timestamptz[], metals text[], in_currency text, units numeric, match_by text
)
returns table (
  place bigint, metal_place bigint, metal text, name text, moment timestamptz, priced_at timestamptz, provider text,
  price numeric, usd_value numeric, rated_at timestamptz, rated_by text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select
    asked.place, named.metal_place, named.metal, asked.name, asked.moment,
    case when choice.is_later then later.priced_at else earlier.priced_at end as priced_at,
    case when choice.is_later then later.provider else earlier.provider end as provider,
    case when choice.is_later then later.price else earlier.price end
      / (case in_currency when 'USD' then 1 else fx.usd_value end * units) as price,
    fx.usd_value, fx.quoted_at as rated_at, fx.provider_key as rated_by
  from unnest(given, moments, begins) with ordinality as asked (name, moment, begins_at, place)
  cross join unnest(metals) with ordinality as named (metal, metal_place)
  -- A month at most: what is older is not the price of that day. It also keeps a lookup within two years' partitions.
  left join lateral (
    select prices.priced_at, prices.price, prices.provider from spot.prices
    where prices.metal = named.metal
      and prices.priced_at <= asked.moment and prices.priced_at > asked.moment - interval '31 days'
    order by prices.priced_at desc
    limit 1
  ) as earlier on true
  -- Only looked for where it is wanted, and once: offset keeps the expression from being merged into its uses.
  cross join lateral (
    select case
      when match_by = 'nearest' and (earlier.priced_at is null or earlier.priced_at < asked.begins_at)
        then spot.price_after(named.metal, asked.moment)
    end as price
    offset 0
  ) as after
  cross join lateral (
    select (after.price).priced_at, (after.price).price, (after.price).provider
  ) as later
  cross join lateral (
    select case
      when later.priced_at is null then false
      when earlier.priced_at is null then true
      -- Days are as far apart as their dates say, whatever the hour of their prices; in doubt the earlier one.
      when asked.begins_at < asked.moment
        then (later.priced_at at time zone 'UTC')::date - (asked.moment at time zone 'UTC')::date
          < (asked.moment at time zone 'UTC')::date - (earlier.priced_at at time zone 'UTC')::date
      else later.priced_at - asked.moment < asked.moment - earlier.priced_at
    end as is_later
  ) as choice
  -- The rate of that day; where it has none the last one counts, as for the latest price.
  left join lateral (
    select rate.usd_value, rate.quoted_at, rate.provider_key from spot.fx_rates as rate
    where in_currency <> 'USD'
      and rate.currency = in_currency
      and rate.rate_date <= (asked.moment at time zone 'UTC')::date
      and rate.rate_date > (asked.moment at time zone 'UTC')::date - 31
    order by rate.rate_date desc
    limit 1
  ) as fx on true;
end;
$$;

comment on function spot.prices_at_dates is
  'The price of each metal at each date in a currency and unit; without a price or a rate the price is null.';

create function public.read_prices_at(
  at text,
  metal text default 'gold',
  currency text default 'USD',
  unit text default 'toz',
  "match" text default 'before'
)
returns json
language plpgsql
stable
set plan_cache_mode = 'force_generic_plan'
set search_path = ''
as $$
-- Inside of the query a name is a column; the parameters are copied into variables first.
#variable_conflict use_column
declare
  v_metals text[] := spot.metals_named(metal);
  v_currency text := spot.currency_named(currency);
  v_units numeric := spot.unit_named(unit);
  v_unit text := coalesce(unit, 'toz');
  v_match text := coalesce("match", 'before');
  v_dates record := spot.dates_named(at);
  v_prices json;
  v_missing int;
begin
  if v_match not in ('before', 'nearest') then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', format('Cannot read match "%s": it is unknown', left("match", 40)), null,
      'Match: before, nearest'
    );
  end if;

  select
    coalesce(
      json_agg(
        json_build_object(
          'metal', metal,
          'at', name,
          'ts', spot.utc(priced_at),
          'price', trim_scale(round(price, spot.price_decimals(price))),
          'match', case
            when priced_at is null then null
            when priced_at > moment then 'after'
            when priced_at >= date_trunc('day', moment, 'UTC') or moment - priced_at < interval '1 hour' then 'exact'
            else 'before'
          end,
          'distance_seconds', floor(abs(extract(epoch from moment - priced_at))),
          'provider', provider,
          'fx', case when usd_value is not null then json_build_object(
            'usd_value', trim_scale(usd_value), 'ts', spot.utc(rated_at), 'source', rated_by
          ) end,
          'reason', case
            when priced_at is null then 'no_price'
            when price is null then 'no_rate'
          end
        )
        order by place, metal_place
      ),
      '[]'
    ),
    count(*) - count(price)
  into v_prices, v_missing
  from spot.prices_at_dates(
    v_dates.given, v_dates.moments, v_dates.begins, v_metals, v_currency, v_units, v_match
  );

  return json_build_object(
    'currency', v_currency,
    'unit', v_unit,
    'prices', v_prices,
    'count', json_array_length(v_prices),
    'missing', v_missing,
    'generated_at', spot.utc(now()),
    'stale_after', spot.utc((select min(spot.past_stands_until(moment)) from unnest(v_dates.moments) as moment))
  );
end;
$$;

comment on function public.read_prices_at is
  'The price of one or several metals at up to 500 dates or times (comma list), each with how far away it was found, or the reason why there is none.';

revoke all on function spot.price_after, spot.dates_named, spot.prices_at_dates, public.read_prices_at from public, anon, authenticated, service_role;
grant execute on function spot.price_after, spot.dates_named, spot.prices_at_dates, public.read_prices_at to anon, authenticated, service_role;
