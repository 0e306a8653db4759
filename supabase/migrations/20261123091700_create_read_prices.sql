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

-- Reads: one STABLE call gives the finished answer, so that any replica can serve it and a function only passes it on.
-- Conversion, windows and rounding are defined here and nowhere else.

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
  spot.price_as_of, spot.read_metal, public.read_prices
from public, anon, authenticated, service_role;
grant execute on function spot.price_as_of, spot.read_metal, public.read_prices to anon, authenticated, service_role;
