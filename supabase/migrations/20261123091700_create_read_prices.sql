-- A time of today lives as long as the latest price does; before, late data may come, and an hour is soon enough to see it.
create function spot.past_stands_until(moment timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select spot.stale_after(latest.pulled_slot_at, latest.fetch_interval_seconds, now())
      from spot.latest_prices as latest
      where moment >= date_trunc('day', now(), 'UTC')
      limit 1
    ),
    now() + interval '1 hour'
  );
end;
$$;

comment on function spot.past_stands_until is 'Until when an answer about a time that is over is what a new read would give.';

-- The row that a read starts from, as of a time in the past: the last price before it, a month old at most.
create function spot.price_as_of(metal text, currency text, moment timestamptz)
returns spot.published_price
language sql
stable
set search_path = ''
as $$
  select row(
    price.metal, price_as_of.currency, price.price, price.bid, price.ask, price.confidence, price.priced_at,
    price.quoted_at, price.fetched_at, price.status, price.provider, price.corroborated_by,
    coalesce(pulls.metals -> price.metal -> 'sources', '[]'::jsonb), pulls.metals -> price.metal -> 'previous',
    pulls.metals -> price.metal -> 'trust' -> 'witnesses', price.priced_at, 'priced', null::text, price.priced_at,
    null::timestamptz, settings.fetch_interval_seconds,
    case price_as_of.currency when 'USD' then 1 else fx.usd_value end, fx.quoted_at, fx.provider_key, now()
  )::spot.published_price
  from (
    select * from spot.prices
    where prices.metal = price_as_of.metal and prices.priced_at <= moment and prices.priced_at > moment - interval '31 days'
    order by prices.priced_at desc
    limit 1
  ) as price
  left join spot.pulls on pulls.slot_at = price.priced_at
  left join lateral (
    select * from spot.fx_rates
    where fx_rates.currency = price_as_of.currency
      and fx_rates.rate_date <= (moment at time zone 'UTC')::date
      and fx_rates.rate_date > (moment at time zone 'UTC')::date - 31
    order by fx_rates.rate_date desc
    limit 1
  ) as fx on true
  left join lateral (
    select latest.fetch_interval_seconds from spot.latest_prices as latest limit 1
  ) as settings on true
$$;

comment on function spot.price_as_of is
  'The last price at or before a time, with the currency''s value then; both are less than 31 days old.';

-- Reads: one STABLE call gives the finished answer, so that any replica can serve it and a function only passes it on.
-- Conversion, windows and rounding are defined here and nowhere else.

create function spot.read_points(
  metal text, currency text, units numeric, decimals int, step interval, first_at timestamptz, moment timestamptz,
  out points json, out count int, out missing int
)
language plpgsql
stable
set search_path = ''
as $$
begin
  select
    coalesce(json_agg(point) filter (where point.price is not null), '[]'),
    count(point.price),
    count(*) - count(point.price)
  into points, count, missing
  from (
    -- The columns are the fields of a point.
    select
      to_char(bar.ts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ts,
      trim_scale(round(bar.close / rated.divisor, decimals)) as price,
      trim_scale(round(bar.open / rated.divisor, decimals)) as open,
      trim_scale(round(bar.high / rated.divisor, decimals)) as high,
      trim_scale(round(bar.low / rated.divisor, decimals)) as low,
      bar.carried
    from spot.series_through_closures(metal, step, first_at, moment) as bar
    -- A currency has one value a day; where a day has none the last one counts, as for the latest price.
    left join lateral (
      select rate.usd_value
      from spot.fx_rates as rate
      where read_points.currency <> 'USD'
        and rate.currency = read_points.currency
        and rate.rate_date <= (bar.ts at time zone 'UTC')::date
        and rate.rate_date > (bar.ts at time zone 'UTC')::date - 31
      order by rate.rate_date desc
      limit 1
    ) as fx on true
    cross join lateral (
      select case currency when 'USD' then units else fx.usd_value * units end as divisor
    ) as rated
    order by bar.ts
  ) as point;
end;
$$;

comment on function spot.read_points is
  'The points of a window in a currency and unit, how many there are, and how many have no rate of their day.';

create function spot.latest_fields(
  price spot.published_price, divisor numeric, decimals int, moment timestamptz, state text, reason text
)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_seen_at timestamptz := coalesce(price.quoted_at, price.priced_at);
begin
  return json_build_object(
    'ts', spot.utc(v_seen_at),
    'price', trim_scale(round(price.price_usd / divisor, decimals)),
    'ask', trim_scale(round(price.ask_usd / divisor, decimals)),
    'bid', trim_scale(round(price.bid_usd / divisor, decimals)),
    'provider', price.provider,
    'fetched_at', spot.utc(price.fetched_at),
    'age_seconds', greatest(0, floor(extract(epoch from moment - v_seen_at))),
    'state', state,
    'state_reason', reason,
    'corroborated_by', price.corroborated_by,
    'market', case when spot.market_is_open(moment) then 'open' else 'closed' end,
    'thin', spot.market_is_thin(moment),
    'confidence', trim_scale(round(price.confidence_usd / divisor, decimals)),
    'confidence_bps', trim_scale(round(price.confidence_usd / price.price_usd * 10000, 2)),
    'sources', (
      select coalesce(
        jsonb_agg(
          source || jsonb_build_object('price', trim_scale(round((source ->> 'price')::numeric / divisor, decimals)))
        ),
        '[]'
      )
      from jsonb_array_elements(price.sources) as source
    ),
    'previous', case when price.previous is not null then price.previous || jsonb_build_object(
      'price', trim_scale(round((price.previous ->> 'price')::numeric / divisor, decimals))
    ) end
  );
end;
$$;

comment on function spot.latest_fields is 'The member latest of an answer: the price with its time, state, corroboration and sources.';

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
  v_latest spot.published_price;
  v_units numeric := spot.units_per_troy_ounce(unit);
  v_divisor numeric;
  v_decimals int;
  v_standing record;
  v_series record;
begin
  if requested_at is null then
    select latest.* into v_latest from spot.latest_prices as latest
    where latest.metal = read_metal.metal and latest.currency = read_metal.currency
      -- The rule of the view, by the time of the read.
      and (
        latest.currency = 'USD'
        or (latest.currency_quoted_at at time zone 'UTC')::date > (moment at time zone 'UTC')::date - 31
      );
  else
    v_latest := spot.price_as_of(metal, currency, moment);
  end if;
  if v_latest.price_usd is null or v_latest.currency_usd_value is null then
    return null;
  end if;

  v_divisor := v_latest.currency_usd_value * v_units;
  v_decimals := spot.price_decimals(v_latest.price_usd / v_divisor);
  v_standing := spot.price_standing(v_latest, moment);
  if requested_at is not null and v_standing.state = 'stale' then
    -- The past does not grow stale. What is known of that moment is the distance; an old rate is said.
    v_standing.state := null;
    v_standing.reason := spot.old_rate_reason(currency, v_latest.currency_quoted_at, moment);
  end if;
  v_series := spot.read_points(
    metal, currency, v_units, v_decimals, step,
    -- The step that holds now is the last of the window.
    case
      when points is null then timestamptz '1900-01-01 00:00:00+00'
      else date_bin(step, moment, timestamptz '2001-01-01 00:00:00+00') - (points - 1) * step
    end,
    moment
  );

  return json_build_object(
    'metal', metal,
    'currency', currency,
    'unit', unit,
    'window', window_name,
    'price', trim_scale(round(v_latest.price_usd / v_divisor, v_decimals)),
    'latest', spot.latest_fields(v_latest, v_divisor, v_decimals, moment, v_standing.state, v_standing.reason),
    'fx', case when currency <> 'USD' then json_build_object(
      'usd_value', trim_scale(v_latest.currency_usd_value),
      'ts', spot.utc(v_latest.currency_quoted_at),
      'source', v_latest.currency_provider,
      'points_without_rate', v_series.missing
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
    'series', v_series.points,
    'count', v_series.count,
    'generated_at', spot.utc(now()),
    -- The name that clients of the first StackTrackr server know.
    'cached_at', spot.utc(now()),
    'stale_after', spot.utc(case
      when requested_at is null then spot.answer_stands_until(v_latest, now())
      else spot.past_stands_until(moment)
    end)
  );
end;
$$;

comment on function spot.read_metal is 'The answer for one metal (docs/api.md), or null where there is no price or no rate for it.';

-- Why a read finds nothing: in the past for good, now until the next pull or until the next rate.
create function spot.refuse_without_price(metals text[], currency text, at text)
returns void
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_names text := array_to_string(metals, ', ');
  v_currency text := refuse_without_price.currency;
  v_rated_on date := (
    select max(rate_date) from spot.fx_rates
    where fx_rates.currency = v_currency and rate_date <= (now() at time zone 'UTC')::date
  );
begin
  if at is not null then
    -- Waiting will not bring it.
    perform spot.refuse(
      404, 'PRICE_NOT_RECORDED', format('Cannot read %s in %s at %s: the history has no price', v_names, v_currency, at),
      coalesce(spot.successor_in_words(v_currency) || '. ', '') || case
        when v_currency <> 'USD' then 'Either the metal or the currency has no value in the 31 days before'
        else 'There is none in the 31 days before'
      end,
      'Import history: docs/history.md says how'
    );
  end if;
  if v_rated_on is not null and exists (select from spot.latest_prices as latest where latest.metal = any (metals)) then
    if spot.successor_in_words(v_currency) is not null then
      perform spot.refuse(
        400, 'INPUT_UNKNOWN_CURRENCY', format('Cannot read %s in %s: its last rate is of %s', v_names, v_currency, v_rated_on),
        spot.successor_in_words(v_currency), 'Ask for the successor, or for a time in the past with at'
      );
    end if;
    perform spot.refuse(
      503, 'PRICE_NOT_YET', format('Cannot read %s in %s: its last rate is of %s', v_names, v_currency, v_rated_on),
      'From 31 days on a rate says nothing about a price', 'Prices until then can be read with at; health says what rates are refused'
    );
  end if;
  perform spot.refuse(
    503, 'PRICE_NOT_YET', format('Cannot read %s in %s: there is no price yet', v_names, v_currency),
    case
      when not exists (select from spot.prices) then 'No pull has stored a price so far'
      when v_currency <> 'USD' then 'There is no rate of this currency yet'
      else 'No pull has stored a price of this metal so far'
    end,
    'The function health says what the last pull met'
  );
end;
$$;

comment on function spot.refuse_without_price is 'Refuses a read that found no price, and says why and whether waiting helps.';

-- What window and interval come to: the step and how many of them, null for all there are.
create function spot.window_named(window_name text, interval_name text, out name text, out step interval, out points int)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_variable
declare
  v_window record;
begin
  select * into v_window from spot.window_steps() as steps where steps.name = coalesce(window_name, '24h');
  if v_window.name is null then
    perform spot.refuse(
      400, 'INPUT_UNKNOWN_WINDOW', format('Cannot read window "%s": it is unknown', left(window_name, 40)), null,
      'Windows: ' || (select string_agg(steps.name, ', ') from spot.window_steps() as steps)
    );
  end if;
  name := v_window.name;
  step := v_window.step;
  points := v_window.points;
  if interval_name is null then
    return;
  end if;

  step := spot.interval_step(interval_name);
  if step is null then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', format('Cannot read interval "%s": it is unknown', left(interval_name, 40)), null,
      'Intervals: 5m, 15m, 30m, 1h, 6h, 1d, 1w'
    );
  end if;
  -- Bounds the work of one read; 3,660 points are ten years of days.
  points := ceil(extract(epoch from v_window.step) * v_window.points / extract(epoch from step));
  if points > 3660 or (points is null and step < interval '7 days') then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', format('Cannot read window "%s" by "%s": it has too many points', window_name, interval_name),
      'At most 3660 points', 'Take a longer interval or a shorter window'
    );
  end if;
end;
$$;

comment on function spot.window_named is 'Step and number of points of a window, by its own or by a given interval; refuses unknown names.';

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
  v_window record := spot.window_named("window", "interval");
  v_moment timestamptz := case when at is null then now() else spot.moment_named(at) end;
  v_currency text := spot.currency_named(currency);
  v_metal text;
  v_answer json;
  v_answers json[] := array[]::json[];
  v_missing text[] := array[]::text[];
begin
  perform spot.unit_named(unit);
  foreach v_metal in array v_metals loop
    v_answer := spot.read_metal(
      v_metal, v_currency, coalesce(unit, 'toz'), v_window.name, v_window.step, v_window.points, v_moment, at
    );
    if v_answer is null then
      v_missing := v_missing || v_metal;
    else
      v_answers := v_answers || v_answer;
    end if;
  end loop;

  if cardinality(v_answers) = 0 then
    perform spot.refuse_without_price(v_metals, v_currency, at);
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
  spot.past_stands_until, spot.price_as_of, spot.read_points, spot.latest_fields, spot.read_metal, spot.refuse_without_price,
  spot.window_named, public.read_prices
from public, anon, authenticated, service_role;
grant execute on function
  spot.past_stands_until, spot.price_as_of, spot.read_points, spot.latest_fields, spot.read_metal, spot.refuse_without_price,
  spot.window_named, public.read_prices
to anon, authenticated, service_role;
