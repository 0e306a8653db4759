-- Reads: one STABLE call gives the finished answer, so that any replica can serve it and a function only passes it on.
-- Conversion, windows and rounding are defined here and nowhere else.

create function spot.units_per_troy_ounce(unit text)
returns numeric
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  -- One troy ounce is 480 grains of 64.79891 mg: 31.1034768 g, exactly.
  return case unit when 'toz' then 1 when 'g' then 31.1034768 when 'kg' then 0.0311034768 end;
end;
$$;

comment on function spot.units_per_troy_ounce is 'How many of a unit (toz, g, kg) make one troy ounce; null for others.';

create function spot.price_decimals(price numeric)
returns int
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  -- Eight significant digits, and cents at least: finer than any feed in ounces, still exact enough in grams.
  -- Above one the digits are counted: the logarithm of a numeric takes thirty times as long.
  return greatest(2, case when price >= 1 then 8 - length(trunc(price)::text) else 7 - floor(log(price))::int end);
end;
$$;

comment on function spot.price_decimals is 'Decimals that an answer shows, chosen by its latest price.';

create function spot.window_steps()
returns table (name text, step interval, points int)
language plpgsql
immutable
set search_path = ''
as $$
begin
  return query values
    ('1h', interval '5 minutes', 12),
    ('6h', interval '15 minutes', 24),
    ('12h', interval '30 minutes', 24),
    ('24h', interval '1 hour', 24),
    ('7d', interval '6 hours', 28),
    ('30d', interval '1 day', 30),
    ('90d', interval '1 day', 90),
    ('1y', interval '1 day', 365),
    ('5y', interval '7 days', 261),
    ('10y', interval '7 days', 522),
    ('max', interval '7 days', null::int);
end;
$$;

comment on function spot.window_steps is 'The windows that may be read, with their steps and how many points they have at most.';

create function spot.interval_step(name text)
returns interval
language sql
immutable
set search_path = ''
as $$
  select case name
    when '5m' then interval '5 minutes'
    when '15m' then interval '15 minutes'
    when '30m' then interval '30 minutes'
    when '1h' then interval '1 hour'
    when '6h' then interval '6 hours'
    when '1d' then interval '1 day'
    when '1w' then interval '7 days'
  end
$$;

comment on function spot.interval_step is 'Length of a step by its short name; null for others.';

create function spot.metals_named(names text)
returns text[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_name text;
  v_metal text;
  v_metals text[] := array[]::text[];
begin
  if lower(trim(names)) = 'all' then
    return array['gold', 'silver', 'platinum', 'palladium'];
  end if;
  -- An empty list of names is one empty name, which is unknown.
  foreach v_name in array string_to_array(coalesce(nullif(names, ''), ' '), ',') loop
    -- "gold," is a list of one.
    continue when trim(v_name) = '' and cardinality(v_metals) > 0;
    v_metal := case lower(trim(v_name))
      when 'gold' then 'gold' when 'xau' then 'gold'
      when 'silver' then 'silver' when 'xag' then 'silver'
      when 'platinum' then 'platinum' when 'xpt' then 'platinum'
      when 'palladium' then 'palladium' when 'xpd' then 'palladium'
    end;
    if v_metal is null then
      perform spot.refuse(
        400, 'INPUT_UNKNOWN_METAL', format('Cannot read metal "%s": it is unknown', left(v_name, 40)), null,
        'Metals: gold, silver, platinum, palladium (or XAU, XAG, XPT, XPD), a comma list of them, or all'
      );
    end if;
    if not v_metal = any (v_metals) then
      v_metals := v_metals || v_metal;
    end if;
  end loop;
  return v_metals;
end;
$$;

comment on function spot.metals_named is 'Metals of a comma list of names or ISO codes, or of "all"; refuses unknown names.';

-- A date stands for its end, so that the price of that day counts; a time stands for itself.
create function spot.moment_named(name text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_moment timestamptz;
begin
  begin
    if name ~ '^\d{4}-\d{2}-\d{2}$' then
      v_moment := least((name::date + 1)::timestamp at time zone 'UTC' - interval '1 microsecond', now());
      if name::date > (now() at time zone 'UTC')::date then
        v_moment := null;
      end if;
    elsif name ~ '^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})$' then
      v_moment := name::timestamptz;
      if v_moment > now() then
        v_moment := null;
      end if;
    end if;
  exception
    when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
      v_moment := null;
  end;
  if v_moment is null or v_moment < timestamptz '1900-01-01 00:00:00+00' then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', format('Cannot read at "%s": it is no past date or time', left(name, 40)), null,
      'A date like 2019-05-04, or a time with zone like 2019-05-04T12:00:00Z, from 1900 until now'
    );
  end if;
  return v_moment;
end;
$$;

comment on function spot.moment_named is 'The time that a date (its end, UTC) or an RFC 3339 time means; refuses others and the future.';

-- Bars from one time to another, oldest first. The bar that goes on after the end is made anew from its prices up to
-- there, so that a read as of a time in the past never looks ahead.
create function spot.bars_between(metal text, resolution text, from_at timestamptz, until_at timestamptz)
returns table (ts timestamptz, open numeric, high numeric, low numeric, close numeric)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_last_opened_at timestamptz := date_trunc(bars_between.resolution, until_at, 'UTC');
begin
  return query
  select bars.opened_at, bars.open, bars.high, bars.low, bars.close
  from spot.bars
  where bars.metal = bars_between.metal
    and bars.resolution = bars_between.resolution
    and bars.opened_at >= from_at
    and bars.opened_at <= until_at
    and bars.last_at <= until_at
  order by bars.opened_at;

  if exists (
    select from spot.bars
    where bars.metal = bars_between.metal
      and bars.resolution = bars_between.resolution
      and bars.opened_at = v_last_opened_at
      and bars.opened_at >= from_at
      and bars.last_at > until_at
  ) then
    return query
    select
      v_last_opened_at,
      (array_agg(prices.price order by prices.priced_at))[1],
      max(prices.price),
      min(prices.price),
      (array_agg(prices.price order by prices.priced_at desc))[1]
    from spot.prices
    -- Like fold_into_bars: what is said while the market is closed is not trade.
    join spot.market_sessions on prices.priced_at >= opens_at and prices.priced_at < closes_at
    where prices.metal = bars_between.metal
      and prices.priced_at >= v_last_opened_at
      and prices.priced_at <= until_at
      and closes_at > v_last_opened_at
      and opens_at <= until_at
    having count(*) > 0;
  end if;
end;
$$;

comment on function spot.bars_between is
  'The bars (hour, day, week) from one time to another; the last one holds no price after the second time.';

-- Points of a window, oldest first, in US dollars per troy ounce. Up to half an hour they come from prices, above
-- from bars, so that the cost depends on the number of points and not on the length of the history.
create function spot.series(metal text, step interval, from_at timestamptz, until_at timestamptz)
returns table (ts timestamptz, open numeric, high numeric, low numeric, close numeric)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  -- Monday: the weeks of the bars and of date_bin agree.
  v_origin constant timestamptz := timestamptz '2001-01-01 00:00:00+00';
begin
  if step < interval '1 hour' then
    return query
    select
      date_bin(step, prices.priced_at, v_origin),
      (array_agg(prices.price order by prices.priced_at))[1],
      max(prices.price),
      min(prices.price),
      (array_agg(prices.price order by prices.priced_at desc))[1]
    from spot.prices
    where prices.metal = series.metal and prices.priced_at >= from_at and prices.priced_at <= until_at
    group by 1
    order by 1;
  elsif step in (interval '1 hour', interval '1 day', interval '7 days') then
    return query
    select bar.*
    from spot.bars_between(
      series.metal, case step when interval '1 hour' then 'hour' when interval '1 day' then 'day' else 'week' end,
      from_at, until_at
    ) as bar;
  else
    return query
    select
      date_bin(step, bar.ts, v_origin),
      (array_agg(bar.open order by bar.ts))[1],
      max(bar.high),
      min(bar.low),
      (array_agg(bar.close order by bar.ts desc))[1]
    from spot.bars_between(series.metal, 'hour', from_at, until_at) as bar
    group by 1
    order by 1;
  end if;
end;
$$;

comment on function spot.series is 'Open, high, low, close per step of a window, oldest first; steps without a price are left out.';

-- A chart of the day has 24 hours although nobody trades in one of them: while the market is closed the last price
-- stands, and a step without any trading time carries it on, marked. A step of open market without a price stays out:
-- that is a gap, and a gap is not filled.
create function spot.series_through_closures(metal text, step interval, from_at timestamptz, until_at timestamptz)
returns table (
  ts timestamptz, open numeric, high numeric, low numeric, close numeric, carried boolean
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_before numeric;
begin
  -- Days and weeks without trade are left out of charts everywhere.
  if step >= interval '1 day' then
    return query select bar.*, false from spot.series(series_through_closures.metal, step, from_at, until_at) as bar;
    return;
  end if;

  -- What was last said before the window; a closure over a long weekend ends within five days.
  if step < interval '1 hour' then
    select prices.price into v_before
    from spot.prices
    where prices.metal = series_through_closures.metal
      and prices.priced_at < from_at and prices.priced_at >= from_at - interval '5 days'
    order by prices.priced_at desc
    limit 1;
  else
    select bars.close into v_before
    from spot.bars
    where bars.metal = series_through_closures.metal
      and bars.resolution = 'hour'
      and bars.opened_at < from_at and bars.opened_at >= from_at - interval '5 days'
    order by bars.opened_at desc
    limit 1;
  end if;

  return query
  with known as (
    -- Steps after one bar and before the next share its number.
    select step_at.ts, bar.open, bar.high, bar.low, bar.close, count(bar.ts) over (order by step_at.ts) as bar_number
    from generate_series(from_at, until_at, step) as step_at (ts)
    left join spot.series(series_through_closures.metal, step, from_at, until_at) as bar on bar.ts = step_at.ts
  ),
  standing as (
    select
      known.*,
      coalesce(first_value(known.close) over (partition by known.bar_number order by known.ts), v_before) as last_close
    from known
  )
  select
    standing.ts,
    coalesce(standing.open, standing.last_close),
    coalesce(standing.high, standing.last_close),
    coalesce(standing.low, standing.last_close),
    standing.last_close,
    standing.open is null
  from standing
  where standing.open is not null
    or (standing.last_close is not null and spot.open_seconds_between(standing.ts, standing.ts + step) = 0)
  order by standing.ts;
end;
$$;

comment on function spot.series_through_closures is
  'The series of a window, in which steps without trading time carry the last price on and say so.';

-- Whether the price can be relied on now. Age counts open market only; see docs/architecture.md.
create function spot.price_state(price spot.latest_prices, moment timestamptz)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return case
    when price.status = 'disputed' then 'disputed'
    -- A fix from a history file is no live price, however young.
    when price.status = 'imported' then 'stale'
    -- The newest pull asked and got nothing usable: the price stands, but it is not what the market says now.
    when price.last_outcome in ('failed', 'quarantined') and price.last_asked_at > price.priced_at then 'stale'
    when spot.open_seconds_between(coalesce(price.quoted_at, price.priced_at), moment)
      <= greatest(2 * price.fetch_interval_seconds, 600)
      then 'fresh'
    when moment <= price.carry_until then 'carried'
    else 'stale'
  end;
end;
$$;

comment on function spot.price_state is
  'fresh; carried: older, but the plan expects no newer one yet; stale: overdue or the providers failed; disputed: two families differ.';

create function spot.slot_of(interval_seconds int, moment timestamptz)
returns timestamptz
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  return date_bin(make_interval(secs => interval_seconds), moment, timestamptz '2000-01-01 00:00:00+00');
end;
$$;

comment on function spot.slot_of is 'Begin of the slot that holds a time.';

-- When the answer should be asked for again: soon after the next slot begins, or at once if a pull is due.
create function spot.stale_after(pulled_slot_at timestamptz, interval_seconds int, moment timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return case
    when pulled_slot_at >= spot.slot_of(interval_seconds, moment)
      then spot.slot_of(interval_seconds, moment) + make_interval(secs => interval_seconds + 2)
    -- The pull of this slot is on its way or overdue.
    else moment + interval '2 seconds'
  end;
end;
$$;

comment on function spot.stale_after is 'Until when an answer is what a new read would give: two seconds into the next slot.';

-- The row that a read starts from: of now, or as of a time in the past.
create function spot.price_as_of(metal text, currency text, moment timestamptz)
returns spot.latest_prices
language sql
stable
set search_path = ''
as $$
  select
    price.metal, price_as_of.currency, price.price, price.bid, price.ask, price.confidence, price.priced_at,
    price.quoted_at, price.fetched_at, price.status, price.provider,
    coalesce(pulls.metals -> price.metal -> 'sources', '[]'::jsonb), pulls.metals -> price.metal -> 'previous',
    price.priced_at, 'priced', null::text, price.priced_at, null::timestamptz,
    (settings.fetch_interval_seconds)::int,
    case price_as_of.currency when 'USD' then 1 else fx.usd_value end, fx.quoted_at, fx.provider_key, now()
  from (
    select * from spot.prices
    where prices.metal = price_as_of.metal and prices.priced_at <= moment
    order by prices.priced_at desc
    limit 1
  ) as price
  left join spot.pulls on pulls.slot_at = price.priced_at
  left join lateral (
    select * from spot.fx_rates
    where fx_rates.currency = price_as_of.currency
      and fx_rates.rate_date <= (moment at time zone 'UTC')::date
      and fx_rates.rate_date > (moment at time zone 'UTC')::date - 8
    order by fx_rates.rate_date desc
    limit 1
  ) as fx on true
  left join lateral (
    select latest.fetch_interval_seconds from spot.latest_prices as latest limit 1
  ) as settings on true
$$;

comment on function spot.price_as_of is 'The last price at or before a time, with the currency''s value of that day (at most a week old).';

-- One metal's answer; the arguments have been checked.
create function spot.read_metal(
  metal text, currency text, unit text, window_name text, step interval, points int, moment timestamptz, requested_at text
)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_latest spot.latest_prices;
  v_units numeric := spot.units_per_troy_ounce(unit);
  v_divisor numeric;
  v_decimals int;
  v_first_at timestamptz;
  v_series json;
  v_count int;
  v_missing int;
  v_seen_at timestamptz;
begin
  if requested_at is null then
    select * into v_latest from spot.latest_prices as latest
    where latest.metal = read_metal.metal and latest.currency = read_metal.currency;
  else
    v_latest := spot.price_as_of(metal, currency, moment);
  end if;
  if v_latest.price_usd is null or v_latest.currency_usd_value is null then
    return null;
  end if;

  v_divisor := v_latest.currency_usd_value * v_units;
  v_decimals := spot.price_decimals(v_latest.price_usd / v_divisor);
  -- The step that holds now is the last of the window.
  v_first_at := case
    when points is null then timestamptz '1900-01-01 00:00:00+00'
    else date_bin(step, moment, timestamptz '2001-01-01 00:00:00+00') - (points - 1) * step
  end;

  select
    coalesce(json_agg(point) filter (where point.price is not null), '[]'),
    count(point.price),
    count(*) - count(point.price)
  into v_series, v_count, v_missing
  from (
    -- The columns are the fields of a point.
    select
      to_char(bar.ts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ts,
      trim_scale(round(bar.close / rated.divisor, v_decimals)) as price,
      trim_scale(round(bar.open / rated.divisor, v_decimals)) as open,
      trim_scale(round(bar.high / rated.divisor, v_decimals)) as high,
      trim_scale(round(bar.low / rated.divisor, v_decimals)) as low,
      bar.carried
    from spot.series_through_closures(metal, step, v_first_at, moment) as bar
    -- A currency has one value a day; a weekend or holiday uses the last one, at most a week old.
    left join lateral (
      select rate.usd_value
      from spot.fx_rates as rate
      where read_metal.currency <> 'USD'
        and rate.currency = read_metal.currency
        and rate.rate_date <= (bar.ts at time zone 'UTC')::date
        and rate.rate_date > (bar.ts at time zone 'UTC')::date - 8
      order by rate.rate_date desc
      limit 1
    ) as fx on true
    cross join lateral (
      select case currency when 'USD' then v_units else fx.usd_value * v_units end as divisor
    ) as rated
    order by bar.ts
  ) as point;

  v_seen_at := coalesce(v_latest.quoted_at, v_latest.priced_at);
  return json_build_object(
    'metal', metal,
    'currency', currency,
    'unit', unit,
    'window', window_name,
    'price', trim_scale(round(v_latest.price_usd / v_divisor, v_decimals)),
    'latest', json_build_object(
      'ts', spot.utc(v_seen_at),
      'price', trim_scale(round(v_latest.price_usd / v_divisor, v_decimals)),
      'ask', trim_scale(round(v_latest.ask_usd / v_divisor, v_decimals)),
      'bid', trim_scale(round(v_latest.bid_usd / v_divisor, v_decimals)),
      'provider', v_latest.provider,
      'fetched_at', spot.utc(v_latest.fetched_at),
      'age_seconds', greatest(0, floor(extract(epoch from moment - v_seen_at))),
      'state', spot.price_state(v_latest, moment),
      'state_reason', v_latest.last_reason,
      'market', case when spot.market_is_open(moment) then 'open' else 'closed' end,
      'thin', spot.market_is_thin(moment),
      'confidence', trim_scale(round(v_latest.confidence_usd / v_divisor, v_decimals)),
      'confidence_bps', trim_scale(round(v_latest.confidence_usd / v_latest.price_usd * 10000, 2)),
      'sources', (
        select coalesce(
          jsonb_agg(
            source || jsonb_build_object(
              'price', trim_scale(round((source ->> 'price')::numeric / v_divisor, v_decimals))
            )
          ),
          '[]'
        )
        from jsonb_array_elements(v_latest.sources) as source
      ),
      'previous', case when v_latest.previous is not null then v_latest.previous || jsonb_build_object(
        'price', trim_scale(round((v_latest.previous ->> 'price')::numeric / v_divisor, v_decimals))
      ) end
    ),
    'fx', case when currency <> 'USD' then json_build_object(
      'usd_value', trim_scale(v_latest.currency_usd_value),
      'ts', spot.utc(v_latest.currency_quoted_at),
      'source', v_latest.currency_provider,
      'points_without_rate', v_missing
    ) end,
    'as_of', case when requested_at is not null then json_build_object(
      'requested', requested_at,
      'match', case
        when v_latest.priced_at >= date_trunc('day', moment, 'UTC') or moment - v_latest.priced_at < interval '1 hour'
          then 'exact'
        else 'before'
      end,
      'distance_seconds', greatest(0, floor(extract(epoch from moment - v_latest.priced_at)))
    ) end,
    'series', v_series,
    'count', v_count,
    'generated_at', spot.utc(now()),
    -- The name that clients of the first StackTrackr server know.
    'cached_at', spot.utc(now()),
    'stale_after', spot.utc(case
      when requested_at is null
        then spot.stale_after(v_latest.pulled_slot_at, v_latest.fetch_interval_seconds, now())
      -- The past may still gain late data, an hour is soon enough to see it.
      else now() + interval '1 hour'
    end)
  );
end;
$$;

comment on function spot.read_metal is 'The answer for one metal (docs/api.md), or null where there is no price or no rate for it.';

create function public.read_prices(
  metal text default 'gold',
  currency text default 'USD',
  unit text default 'toz',
  "window" text default '24h',
  "interval" text default null,
  at text default null
)
returns json
language plpgsql
stable
-- One plan for the session, here and in all that is called: a plan for the values of each call costs more than it saves.
set plan_cache_mode = 'force_generic_plan'
set search_path = ''
as $$
declare
  v_metals text[] := spot.metals_named(metal);
  v_is_list boolean := metal like '%,%' or lower(trim(metal)) = 'all';
  v_currency text := upper(coalesce(currency, 'USD'));
  v_window record;
  v_step interval;
  v_points int;
  v_moment timestamptz := now();
  v_metal text;
  v_answer json;
  v_answers json[] := array[]::json[];
  v_missing text[] := array[]::text[];
begin
  if spot.units_per_troy_ounce(coalesce(unit, 'toz')) is null then
    perform spot.refuse(
      400, 'INPUT_UNKNOWN_UNIT', format('Cannot read unit "%s": it is unknown', left(unit, 40)), null, 'Units: toz, g, kg'
    );
  end if;

  select * into v_window from spot.window_steps() as steps where steps.name = coalesce("window", '24h');
  if v_window.name is null then
    perform spot.refuse(
      400, 'INPUT_UNKNOWN_WINDOW', format('Cannot read window "%s": it is unknown', left("window", 40)), null,
      'Windows: ' || (select string_agg(steps.name, ', ') from spot.window_steps() as steps)
    );
  end if;
  v_step := v_window.step;
  v_points := v_window.points;

  if "interval" is not null then
    v_step := spot.interval_step("interval");
    if v_step is null then
      perform spot.refuse(
        400, 'INPUT_BAD_VALUE', format('Cannot read interval "%s": it is unknown', left("interval", 40)), null,
        'Intervals: 5m, 15m, 30m, 1h, 6h, 1d, 1w'
      );
    end if;
    -- Bounds the work of one read; 3,660 points are ten years of days.
    v_points := ceil(extract(epoch from v_window.step) * v_window.points / extract(epoch from v_step));
    if v_points > 3660 or (v_points is null and v_step < interval '7 days') then
      perform spot.refuse(
        400, 'INPUT_BAD_VALUE', format('Cannot read window "%s" by "%s": it has too many points', "window", "interval"),
        'At most 3660 points', 'Take a longer interval or a shorter window'
      );
    end if;
  end if;

  if at is not null then
    v_moment := spot.moment_named(at);
  end if;

  if v_currency !~ '^[A-Z]{3}$' or (
    v_currency <> 'USD'
    and not exists (select from spot.fx_rates as rate where rate.currency = v_currency)
    and exists (select from spot.fx_rates)
  ) then
    perform spot.refuse(
      400, 'INPUT_UNKNOWN_CURRENCY', format('Cannot read currency "%s": there is no rate for it', left(v_currency, 40)), null,
      'Currencies: ' || coalesce(
        (
          select string_agg(known.currency, ', ' order by known.currency)
          from (
            select distinct latest.currency from spot.latest_prices as latest
            union
            select 'USD'
          ) as known
        ),
        'USD'
      )
    );
  end if;

  foreach v_metal in array v_metals loop
    v_answer := spot.read_metal(
      v_metal, v_currency, coalesce(unit, 'toz'), v_window.name, v_step, v_points, v_moment, at
    );
    if v_answer is null then
      v_missing := v_missing || v_metal;
    else
      v_answers := v_answers || v_answer;
    end if;
  end loop;

  if cardinality(v_answers) = 0 then
    if at is not null then
      -- Waiting will not bring it.
      perform spot.refuse(
        404, 'PRICE_NOT_RECORDED',
        format('Cannot read %s in %s at %s: the history has no price', array_to_string(v_metals, ', '), v_currency, at),
        case
          when v_currency <> 'USD' then 'Either the metal has no price then, or the currency no rate within a week before'
          else 'The history does not reach that far back'
        end,
        'Import history: docs/history.md says how'
      );
    end if;
    perform spot.refuse(
      503, 'PRICE_NOT_YET',
      format('Cannot read %s in %s: there is no price yet', array_to_string(v_metals, ', '), v_currency),
      case
        when not exists (select from spot.prices) then 'No pull has stored a price so far'
        when v_currency <> 'USD' then 'There is no rate of this currency yet'
        else 'No pull has stored a price of this metal so far'
      end,
      'The function health says what the last pull met'
    );
  end if;

  if not v_is_list then
    return v_answers[1];
  end if;
  return json_build_object(
    'prices', to_json(v_answers),
    'missing', to_json(v_missing),
    'generated_at', spot.utc(now()),
    'stale_after', (select min(answer ->> 'stale_after') from unnest(v_answers) as answer)
  );
end;
$$;

comment on function public.read_prices is
  'Price, state and series of one or several metals in a currency, unit and window; see docs/api.md.';

revoke all on function
  spot.units_per_troy_ounce, spot.price_decimals, spot.window_steps, spot.interval_step, spot.metals_named,
  spot.moment_named, spot.bars_between, spot.series, spot.series_through_closures, spot.price_state, spot.stale_after,
  spot.slot_of, spot.price_as_of, spot.read_metal,
  public.read_prices
from public, anon, authenticated, service_role;
grant execute on function
  spot.units_per_troy_ounce, spot.price_decimals, spot.window_steps, spot.interval_step, spot.metals_named,
  spot.moment_named, spot.bars_between, spot.series, spot.series_through_closures, spot.price_state, spot.stale_after,
  spot.slot_of, spot.price_as_of, spot.read_metal,
  public.read_prices
to anon, authenticated, service_role;
