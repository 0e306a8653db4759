-- The files that StackTrackr reads, made from the database: v1 (hourly, 15-minute, yearly) and v2 (latest, bars).
-- Every function answers {data, generated_at, fresh_until, is_settled}, or null where the file would be absent.

create function spot.feed_answer(data json, generated_at timestamptz, ends_at timestamptz)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  -- A pull of the last slot may still be on its way.
  v_is_settled boolean := coalesce(ends_at < now() - interval '15 minutes', false);
begin
  return json_build_object(
    'data', data,
    'generated_at', spot.utc(date_trunc('second', generated_at)),
    'is_settled', v_is_settled,
    'fresh_until', spot.utc(
      case when v_is_settled then now() + interval '1 hour'
      else coalesce(
        (
          select spot.stale_after(latest.pulled_slot_at, latest.fetch_interval_seconds, now())
          from spot.latest_prices as latest
          limit 1
        ),
        now() + interval '5 seconds'
      ) end
    )
  );
end;
$$;

comment on function spot.feed_answer is
  'What the function feed needs about a file: its data, when that was so, until when it stands, whether it will change.';

create function spot.iso_code(metal text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  return case metal when 'gold' then 'xau' when 'silver' then 'xag' when 'platinum' then 'xpt' when 'palladium' then 'xpd' end;
end;
$$;

comment on function spot.iso_code is 'The ISO 4217 code of a metal in small letters.';

-- v1: hourly/YYYY/MM/DD/HH.json and 15min/YYYY/MM/DD/HHMM.json.
create function public.feed_samples(starts_at timestamptz, minutes int)
returns json
language plpgsql
stable
set plan_cache_mode = 'force_generic_plan'
set search_path = ''
as $$
declare
  v_rows json;
begin
  if minutes not in (15, 60) then
    perform spot.refuse(400, 'INPUT_BAD_VALUE', 'Cannot read samples: minutes is neither 15 nor 60', null, null);
  end if;
  select json_agg(
    json_build_object(
      'spot', round(sample.price, spot.price_decimals(sample.price)),
      'metal', initcap(sample.metal),
      'source', case minutes when 60 then 'hourly' else 'seed' end,
      'provider', sample.provider,
      'timestamp', to_char(sample.stamp at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
    )
    -- The health badge takes the last entry for the newest.
    order by sample.stamp, sample.metal
  )
  into v_rows
  from (
    select distinct on (prices.metal, date_bin('15 minutes', prices.priced_at, starts_at)) prices.*, dated.stamp
    from spot.prices
    -- A disputed price is not of now: it is dated by its quote, and left out where that is of another time.
    cross join lateral (
      select case prices.status when 'disputed' then coalesce(prices.quoted_at, prices.priced_at) else prices.priced_at end as stamp
    ) as dated
    where dated.stamp >= starts_at and prices.priced_at >= starts_at and prices.priced_at < starts_at + make_interval(mins => minutes)
      and prices.metal in ('gold', 'silver', 'platinum', 'palladium')
    order by prices.metal, date_bin('15 minutes', prices.priced_at, starts_at), prices.priced_at desc
  ) as sample;
  if v_rows is null then
    return null;
  end if;
  return spot.feed_answer(v_rows, now(), starts_at + make_interval(mins => minutes));
end;
$$;

comment on function public.feed_samples is
  'The last price of each metal in each quarter of an hour (or of one quarter), oldest first, as StackTrackr''s v1 files.';

-- v1: spot-history-YYYY.json. The day that is not over has no row.
create function public.feed_year(year int)
returns json
language plpgsql
stable
set plan_cache_mode = 'force_generic_plan'
set search_path = ''
as $$
declare
  v_from timestamptz;
  v_rows json;
begin
  if year not between 1900 and 2999 then
    perform spot.refuse(400, 'INPUT_BAD_VALUE', format('Cannot read year %s: expected 1900 to 2999', year), null, null);
  end if;
  v_from := make_date(year, 1, 1)::timestamp at time zone 'UTC';
  select json_agg(
    json_build_object(
      'spot', round(bar.close, spot.price_decimals(bar.close)),
      'metal', initcap(bar.metal),
      'source', 'seed',
      'provider', last_price.provider,
      'timestamp', to_char(bar.opened_at at time zone 'UTC', 'YYYY-MM-DD') || ' 12:00:00'
    )
    order by bar.opened_at, bar.metal
  )
  into v_rows
  from spot.bars as bar
  left join spot.prices as last_price on last_price.metal = bar.metal and last_price.priced_at = bar.last_at
  where bar.resolution = 'day'
    and bar.metal in ('gold', 'silver', 'platinum', 'palladium')
    and bar.opened_at >= v_from
    and bar.opened_at < least(v_from + interval '1 year', date_trunc('day', now(), 'UTC'));
  if v_rows is null then
    return null;
  end if;
  return spot.feed_answer(v_rows, now(), null);
end;
$$;

comment on function public.feed_year is 'The closing price of each metal and day of a year, oldest first, as StackTrackr''s v1 year files.';

-- v2: spot/latest.json and spot/{iso}/latest.json.
create function public.feed_latest(metal text default null)
returns json
language plpgsql
stable
set plan_cache_mode = 'force_generic_plan'
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_metal text := metal;
  v_data json;
  v_generated_at timestamptz;
begin
  with latest as (
    select
      price.metal, spot.iso_code(price.metal) as iso, round(price.price_usd, spot.price_decimals(price.price_usd)) as price,
      date_bin('15 minutes', coalesce(price.quoted_at, price.priced_at), timestamptz '2000-01-01 00:00Z') as t,
      -- Clients judge by this time alone. A price that is current was current now, even on a Sunday; one that is stale or
      -- disputed is as old as its quote.
      case
        when standing.state in ('stale', 'disputed') then coalesce(price.quoted_at, price.priced_at)
        else now()
      end as as_of,
      standing.state, standing.reason, price.corroborated_by,
      (
        select earlier.price from spot.prices as earlier
        where v_metal is not null and earlier.metal = price.metal
          and earlier.priced_at <= now() - interval '24 hours' and earlier.priced_at > now() - interval '31 days'
        order by earlier.priced_at desc
        limit 1
      ) as day_before
    from spot.latest_prices as price
    cross join lateral spot.price_standing(row(price.*)::spot.published_price, now()) as standing
    where price.currency = 'USD' and (v_metal is null or price.metal = v_metal)
  )
  select
    case
      when v_metal is null then json_object_agg(
        iso, json_build_object(
          'price', price, 't', spot.utc(t), 'ts', extract(epoch from t)::bigint,
          'state', state, 'state_reason', reason, 'corroborated_by', corroborated_by
        )
        order by array_position(array['xau', 'xag', 'xpt', 'xpd'], iso)
      )
      else json_agg(
        json_strip_nulls(json_build_object(
          'metal', iso, 'price', price, 't', spot.utc(t), 'ts', extract(epoch from t)::bigint,
          'state', state, 'state_reason', reason, 'corroborated_by', corroborated_by,
          'change_24h', round(price - day_before, 2),
          'change_24h_pct', round((price - day_before) / day_before * 100, 2)
        ))
      ) -> 0
    end,
    min(as_of)
  into v_data, v_generated_at
  from latest
  having count(*) > 0;
  if v_data is null then
    return null;
  end if;
  return spot.feed_answer(v_data, v_generated_at, null);
end;
$$;

comment on function public.feed_latest is 'The latest price of all metals by ISO code, or of one with its change in 24 hours, as StackTrackr''s v2 files.';

-- v2: spot/{iso}/intraday.json, spot/{iso}/YYYY/MM/DD.json, spot/{iso}/YYYY/MM.json and spot/history/{7,30,90}d.json.
create function public.feed_bars(starts_at timestamptz, ends_at timestamptz, step text, metal text default null)
returns json
language plpgsql
stable
set plan_cache_mode = 'force_generic_plan'
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_metal text := metal;
  v_metals text[] := case when metal is null then array['gold', 'silver', 'platinum', 'palladium'] else array[metal] end;
  v_step interval := case step when '15min' then interval '15 minutes' when 'hour' then interval '1 hour' when 'day' then interval '1 day' end;
  v_data json;
begin
  if v_step is null or ends_at - starts_at > interval '92 days' then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot read bars: the step is unknown or the time too long', null,
      'Steps: 15min, hour, day; at most 92 days'
    );
  end if;
  with bars as (
    -- Hours and days are read from the bars, which keep the highs and lows of prices that have been thinned out.
    select bar.metal, bar.opened_at, bar.open, bar.high, bar.low, bar.close, coalesce(spread.average, bar.close) as average, bar.price_count as n
    from spot.bars as bar
    left join lateral (
      select avg(prices.price) as average from spot.prices
      where prices.metal = bar.metal and prices.priced_at between bar.first_at and bar.last_at
    ) as spread on true
    where step <> '15min' and bar.resolution = step
      and bar.opened_at >= starts_at and bar.opened_at < feed_bars.ends_at
      and bar.metal = any (v_metals)
    union all
    select
      prices.metal,
      date_bin(v_step, prices.priced_at, timestamptz '2000-01-01 00:00Z') as opened_at,
      (array_agg(prices.price order by prices.priced_at))[1] as open,
      max(prices.price) as high,
      min(prices.price) as low,
      (array_agg(prices.price order by prices.priced_at))[count(*)] as close,
      avg(prices.price) as average,
      count(*) as n
    from spot.market_sessions as sessions
    -- Like spot.bars: what is said while the market is closed is not trade.
    join spot.prices
      on prices.priced_at >= sessions.opens_at and prices.priced_at < sessions.closes_at
      and prices.priced_at >= starts_at and prices.priced_at < feed_bars.ends_at
    where step = '15min'
      and sessions.closes_at > starts_at and sessions.opens_at < feed_bars.ends_at
      and sessions.trade_date >= (starts_at at time zone 'America/New_York')::date
      and sessions.trade_date <= (feed_bars.ends_at at time zone 'America/New_York')::date + 1
      and prices.metal = any (v_metals)
    group by prices.metal, date_bin(v_step, prices.priced_at, timestamptz '2000-01-01 00:00Z')
  ),
  points as (
    select
      bars.metal, bars.opened_at,
      json_build_object(
        -- A day is stamped with its noon.
        't', spot.utc(stamp.t), 'ts', extract(epoch from stamp.t)::bigint,
        'open', round(open, decimals), 'high', round(high, decimals), 'low', round(low, decimals),
        'close', round(close, decimals), 'avg', round(average, decimals), 'n', n
      ) as point
    from bars
    cross join lateral (select opened_at + case step when 'day' then interval '12 hours' else interval '0' end as t) as stamp
    cross join lateral (select spot.price_decimals(close) as decimals) as shown
  )
  select case
    when v_metal is not null then coalesce(json_agg(point order by opened_at), '[]')
    else (
      select json_object_agg(
        spot.iso_code(named.metal),
        (select coalesce(json_agg(points.point order by points.opened_at), '[]') from points where points.metal = named.metal)
        order by named.place
      )
      from unnest(v_metals) with ordinality as named (metal, place)
    )
  end
  into v_data
  from points;
  return spot.feed_answer(v_data, now(), feed_bars.ends_at);
end;
$$;

comment on function public.feed_bars is
  'Open, high, low, close, average and number of prices per step of a time, of one metal or by ISO code, as StackTrackr''s v2 files.';

revoke all on function
  spot.feed_answer, spot.iso_code, public.feed_samples, public.feed_year, public.feed_latest, public.feed_bars
from public, anon, authenticated, service_role;
grant execute on function
  spot.feed_answer, spot.iso_code, public.feed_samples, public.feed_year, public.feed_latest, public.feed_bars
to anon, authenticated, service_role;
