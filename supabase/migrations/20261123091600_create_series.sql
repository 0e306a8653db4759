-- Bars from one time to another, oldest first. The bar that goes on after the end is made again from its prices up to
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
    from spot.market_sessions as sessions
    -- Like fold_into_bars: what is said while the market is closed is not trade.
    join spot.prices
      on prices.metal = bars_between.metal
      and prices.priced_at >= sessions.opens_at and prices.priced_at < sessions.closes_at
      and prices.priced_at >= v_last_opened_at and prices.priced_at <= until_at
    -- By the primary key of the calendar, so that a week reads six sessions and not half of them once per price.
    where sessions.trade_date >= (v_last_opened_at at time zone 'America/New_York')::date
      and sessions.trade_date <= (until_at at time zone 'America/New_York')::date + 1
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

-- A price stands through a closure only if it was current when the market closed: a gap before the closure goes on.
create function spot.stands_through_closure(metal text, step interval, closed_at timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_last_at timestamptz;
  v_seconds numeric := greatest(
    spot.fresh_seconds(coalesce((select latest.fetch_interval_seconds from spot.latest_prices as latest limit 1), 300)),
    extract(epoch from step)
  );
begin
  if step < interval '1 hour' then
    select prices.priced_at into v_last_at
    from spot.prices
    where prices.metal = stands_through_closure.metal
      and prices.priced_at < closed_at and prices.priced_at > closed_at - interval '31 days'
    order by prices.priced_at desc
    limit 1;
  else
    select bars.last_at into v_last_at
    from spot.bars
    where bars.metal = stands_through_closure.metal and bars.resolution = 'hour'
      and bars.opened_at < closed_at and bars.opened_at > closed_at - interval '31 days'
    order by bars.opened_at desc
    limit 1;
  end if;
  return spot.open_seconds_between(v_last_at, closed_at) <= v_seconds
    -- Or the plan of that price expected no newer one before the close, and no pull has failed since.
    or 'priced' = (
      select pulls.metals -> stands_through_closure.metal ->> 'outcome'
      from spot.pulls
      where pulls.slot_at < closed_at
        and pulls.metals -> stands_through_closure.metal ->> 'outcome' in ('priced', 'failed', 'quarantined')
      order by pulls.slot_at desc
      limit 1
    )
    and closed_at <= (
      select (pulls.metals -> stands_through_closure.metal ->> 'carry_until')::timestamptz
      from spot.pulls
      where pulls.slot_at = v_last_at
    );
end;
$$;

comment on function spot.stands_through_closure is
  'Whether the last price before the market closed was current then, by its age or by the plan; null without any price.';

-- A chart of the day has 24 hours although nobody trades in one of them: while the market is closed the last price
-- stands, and a step without any trading time carries it on, marked. A step of open market without a price stays out:
-- that is a gap, and a gap is not filled, neither before the closure nor through it.
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
  ),
  -- Steps without any trading time, with the closure that they lie in.
  closed as materialized (
    select standing.ts, session.closes_at
    from standing
    cross join lateral (
      select market_sessions.closes_at from spot.market_sessions
      where market_sessions.closes_at <= standing.ts
        and market_sessions.trade_date <= (standing.ts at time zone 'America/New_York')::date
      order by market_sessions.trade_date desc
      limit 1
    ) as session
    where standing.open is null and standing.last_close is not null
      and spot.open_seconds_between(standing.ts, standing.ts + step) = 0
  ),
  bridged as materialized (
    select closure.closes_at
    from (select distinct closed.closes_at from closed) as closure
    where spot.stands_through_closure(series_through_closures.metal, step, closure.closes_at)
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
    or standing.ts in (select closed.ts from closed join bridged on bridged.closes_at = closed.closes_at)
  order by standing.ts;
end;
$$;

comment on function spot.series_through_closures is
  'The series of a window, in which steps without trading time carry the last price on and say so.';

revoke all on function
  spot.bars_between, spot.series, spot.stands_through_closure, spot.series_through_closures
from public, anon, authenticated, service_role;
grant execute on function
  spot.bars_between, spot.series, spot.stands_through_closure, spot.series_through_closures
to anon, authenticated, service_role;
