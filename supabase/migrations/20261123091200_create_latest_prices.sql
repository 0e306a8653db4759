-- The cache layer: one row per metal and currency with everything that a read of the latest price needs. Refreshed at
-- the end of each pull, in its transaction.

create materialized view spot.latest_prices as
-- Jumps from currency to currency along the primary key, so that the history of rates is not read.
with recursive codes as (
  (select currency from spot.fx_rates order by currency limit 1)
  union all
  select (select next.currency from spot.fx_rates as next where next.currency > codes.currency order by next.currency limit 1)
  from codes
  where codes.currency is not null
),
currencies as (
  select newest.*
  from codes
  cross join lateral (
    select currency, rate_date, usd_value, quoted_at, provider_key
    from spot.fx_rates
    where fx_rates.currency = codes.currency
      -- A rate of tomorrow is not in force.
      and fx_rates.rate_date <= (clock_timestamp() at time zone 'UTC')::date
    order by rate_date desc
    limit 1
  ) as newest
),
all_currencies as (
  select 'USD'::text as currency, 1::numeric as usd_value, null::timestamptz as quoted_at, null::text as provider_key
  union all
  select currency, usd_value, quoted_at, provider_key
  from currencies
  -- From 31 days on a rate says nothing about a price; a read looks once more, by its own time.
  where currency <> 'USD' and rate_date > (clock_timestamp() at time zone 'UTC')::date - 31
),
-- A pull that a person made of one provider says nothing of the schedule, nor of the market.
scheduled_pulls as (
  select slot_at, metals
  from spot.pulls
  where finished_at is not null and trigger <> 'backfill' and not summary ? 'forced'
),
last_pull as (
  select slot_at, metals from scheduled_pulls order by slot_at desc limit 1
)
select
  price.metal,
  currency.currency,
  price.price as price_usd,
  price.bid as bid_usd,
  price.ask as ask_usd,
  price.confidence as confidence_usd,
  price.priced_at,
  price.quoted_at,
  price.fetched_at,
  price.status,
  price.provider,
  price.corroborated_by,
  coalesce(own_pull.metals -> price.metal -> 'sources', '[]'::jsonb) as sources,
  own_pull.metals -> price.metal -> 'previous' as previous,
  own_pull.metals -> price.metal -> 'trust' -> 'witnesses' as witnesses,
  last_pull.slot_at as pulled_slot_at,
  last_asked.outcome as last_outcome,
  -- Why it failed, as long as that holds; else why nobody was asked.
  case
    when last_asked.outcome in ('failed', 'quarantined') then last_asked.reason
    else last_pull.metals -> price.metal ->> 'reason'
  end as last_reason,
  last_asked.slot_at as last_asked_at,
  -- A later pull that asks nobody may put it off, but never beyond a day of open market.
  least(
    (last_pull.metals -> price.metal ->> 'carry_until')::timestamptz,
    spot.open_time_after(coalesce(price.quoted_at, price.priced_at), 82800)
  ) as carry_until,
  (settings.document ->> 'fetch_interval_seconds')::int as fetch_interval_seconds,
  currency.usd_value as currency_usd_value,
  currency.quoted_at as currency_quoted_at,
  currency.provider_key as currency_provider,
  -- now() is when the pull began; the clock says when this row was really made.
  clock_timestamp() as refreshed_at
from (values ('gold'), ('silver'), ('platinum'), ('palladium')) as metal (metal)
cross join lateral (
  select priced_at from spot.prices where prices.metal = metal.metal order by prices.priced_at desc limit 1
) as newest
-- A fix from a history file is stamped with noon of its day: it never stands before a pulled price of the day before.
cross join lateral (
  select * from spot.prices
  where prices.metal = metal.metal and prices.priced_at > newest.priced_at - interval '1 day'
  order by prices.status = 'imported', prices.priced_at desc
  limit 1
) as price
-- The newest pull that asked anybody for the metal: a failure holds until a price comes, not until nobody is due.
left join lateral (
  select
    slot_at, metals -> metal.metal ->> 'outcome' as outcome, metals -> metal.metal ->> 'reason' as reason
  from scheduled_pulls
  where metals -> metal.metal ->> 'outcome' in ('priced', 'failed', 'quarantined') and slot_at >= price.priced_at
  order by slot_at desc
  limit 1
) as last_asked on true
cross join all_currencies as currency
cross join spot.settings
left join spot.pulls as own_pull on own_pull.slot_at = price.priced_at
left join last_pull on true;

-- A concurrent refresh needs a plain unique index; it also serves the read.
create unique index latest_prices_metal_currency on spot.latest_prices (metal, currency);

comment on materialized view spot.latest_prices is
  'The latest price of each metal with its state and each currency''s value; the only thing a read of the latest price touches.';
comment on column spot.latest_prices.last_outcome is
  'What the newest pull that asked for the metal brought: priced, failed or quarantined; null where none asked since its price.';
comment on column spot.latest_prices.carry_until is 'Until when the plan expects no newer price, 23 hours of open market at most; older than that is stale.';

-- Only the owner may refresh, so the writing role gets a function.
create function spot.refresh_latest_prices()
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  refresh materialized view concurrently spot.latest_prices;
end;
$$;

comment on function spot.refresh_latest_prices is 'Brings spot.latest_prices up to date without blocking readers.';

-- A row of the view as functions take it: a type that stays when the view is made again.
create type spot.published_price as (
  metal text,
  currency text,
  price_usd numeric,
  bid_usd numeric,
  ask_usd numeric,
  confidence_usd numeric,
  priced_at timestamptz,
  quoted_at timestamptz,
  fetched_at timestamptz,
  status text,
  provider text,
  corroborated_by text,
  sources jsonb,
  previous jsonb,
  witnesses jsonb,
  pulled_slot_at timestamptz,
  last_outcome text,
  last_reason text,
  last_asked_at timestamptz,
  carry_until timestamptz,
  fetch_interval_seconds int,
  currency_usd_value numeric,
  currency_quoted_at timestamptz,
  currency_provider text,
  refreshed_at timestamptz
);

comment on type spot.published_price is 'One row of spot.latest_prices, or the same as of a time in the past.';

create function spot.dispute_reason(witnesses jsonb)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  if coalesce(jsonb_array_length(witnesses), 0) = 0 then
    return 'disputed: the sources differ';
  end if;
  return 'disputed by ' || (select string_agg(name, ', ' order by name) from jsonb_array_elements_text(witnesses) as name);
end;
$$;

comment on function spot.dispute_reason is 'Who denies a disputed price, in words: families, or the daily reference.';

create function spot.fresh_seconds(fetch_interval_seconds int)
returns int
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  return greatest(2 * fetch_interval_seconds, 600);
end;
$$;

comment on function spot.fresh_seconds is 'For how many seconds of open market a price is fresh.';

create function spot.old_rate_reason(currency text, quoted_at timestamptz, moment timestamptz)
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
begin
  -- A weekend with holidays on both sides (Easter, New Year) lasts five days.
  if (moment at time zone 'UTC')::date - (quoted_at at time zone 'UTC')::date <= 5 then
    return null;
  end if;
  return format('fx: the rate of %s is of %s', currency, (quoted_at at time zone 'UTC')::date);
end;
$$;

comment on function spot.old_rate_reason is 'Why a price in a currency is stale: its rate is older than five days; null where it is not.';

-- Whether the price can be relied on now, and why not. Age and failed pulls are looked at first: what is overdue is stale,
-- disputed or not. Age counts open market only; see docs/architecture.md.
create function spot.price_standing(price spot.published_price, moment timestamptz, out state text, out reason text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_seen_at timestamptz := coalesce(price.quoted_at, price.priced_at);
  v_is_disputed boolean := price.status = 'disputed';
  v_old_rate text := spot.old_rate_reason(price.currency, price.currency_quoted_at, moment);
begin
  if price.status = 'imported' then
    -- A fix from a history file is no live price, however young.
    state := 'stale';
    reason := coalesce(price.last_reason, 'a price of a history file is not live');
  elsif price.last_outcome in ('failed', 'quarantined') and price.last_asked_at > price.priced_at then
    -- The newest pull asked and got nothing usable: the price stands, but it is not what the market says now.
    state := 'stale';
    reason := price.last_reason;
  elsif price.quoted_at is null then
    state := 'stale';
    reason := 'the price has no time of its own';
  elsif spot.open_seconds_between(v_seen_at, moment) <= spot.fresh_seconds(price.fetch_interval_seconds) then
    state := case when v_is_disputed then 'disputed' else 'fresh' end;
  elsif moment <= price.carry_until then
    state := case when v_is_disputed then 'disputed' else 'carried' end;
    reason := price.last_reason;
  else
    state := 'stale';
    reason := coalesce(price.last_reason, 'the last quote is of ' || spot.utc(v_seen_at));
  end if;
  if v_old_rate is not null then
    state := 'stale';
  end if;
  reason := nullif(concat_ws('; ', case when v_is_disputed then spot.dispute_reason(price.witnesses) end, reason, v_old_rate), '');
end;
$$;

comment on function spot.price_standing is
  'State and reason. fresh; carried: older, but the plan expects no newer one yet; stale: overdue, or the providers failed, or an '
  'old exchange rate; disputed: two families differ.';

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

-- The state may change before the next slot begins: the price becomes too old, is carried no longer, or its rate does.
create function spot.answer_stands_until(price spot.published_price, moment timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_until timestamptz := spot.stale_after(price.pulled_slot_at, price.fetch_interval_seconds, moment);
  v_seen_at timestamptz := coalesce(price.quoted_at, price.priced_at);
  v_seconds int := spot.fresh_seconds(price.fetch_interval_seconds);
  v_changes timestamptz[] := array[price.carry_until];
begin
  -- Open time is never longer than time.
  if v_seen_at + make_interval(secs => v_seconds) < v_until then
    v_changes := v_changes || spot.open_time_after(v_seen_at, v_seconds);
  end if;
  if price.currency_quoted_at is not null then
    v_changes := v_changes
      || (((price.currency_quoted_at at time zone 'UTC')::date + 6)::timestamp at time zone 'UTC')
      || (((price.currency_quoted_at at time zone 'UTC')::date + 31)::timestamp at time zone 'UTC');
  end if;
  return least(v_until, (select min(change) from unnest(v_changes) as change where change > moment));
end;
$$;

comment on function spot.answer_stands_until is
  'Until when an answer about now is what a new read would give: the next slot, or the moment at which its state changes.';

revoke all on spot.latest_prices from public, anon, authenticated, service_role;
grant select on spot.latest_prices to anon, authenticated, service_role;

revoke all on function
  spot.refresh_latest_prices, spot.dispute_reason, spot.fresh_seconds, spot.old_rate_reason, spot.price_standing,
  spot.stale_after, spot.answer_stands_until
from public, anon, authenticated, service_role;
grant execute on function
  spot.dispute_reason, spot.fresh_seconds, spot.old_rate_reason, spot.price_standing, spot.stale_after,
  spot.answer_stands_until
to anon, authenticated, service_role;
grant execute on function spot.refresh_latest_prices to service_role;
