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
    order by rate_date desc
    limit 1
  ) as newest
),
all_currencies as (
  select 'USD'::text as currency, 1::numeric as usd_value, null::timestamptz as quoted_at, null::text as provider_key
  union all
  select currency, usd_value, quoted_at, provider_key
  from currencies
  -- A currency that no source has quoted for a month is no longer offered.
  where currency <> 'USD' and rate_date >= (select max(rate_date) - 31 from currencies)
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
  coalesce(own_pull.metals -> price.metal -> 'sources', '[]'::jsonb) as sources,
  own_pull.metals -> price.metal -> 'previous' as previous,
  last_pull.slot_at as pulled_slot_at,
  last_asked.outcome as last_outcome,
  -- Why it failed, as long as that holds; else why nobody was asked.
  case
    when last_asked.outcome in ('failed', 'quarantined') then last_asked.reason
    else last_pull.metals -> price.metal ->> 'reason'
  end as last_reason,
  last_asked.slot_at as last_asked_at,
  (last_pull.metals -> price.metal ->> 'carry_until')::timestamptz as carry_until,
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
comment on column spot.latest_prices.carry_until is 'Until when the plan expects no newer price; older than that is stale.';

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

revoke all on spot.latest_prices from public, anon, authenticated, service_role;
grant select on spot.latest_prices to anon, authenticated, service_role;

revoke all on function
  spot.refresh_latest_prices, spot.price_state, spot.stale_after
from public, anon, authenticated, service_role;
grant execute on function spot.price_state, spot.stale_after to anon, authenticated, service_role;
grant execute on function spot.refresh_latest_prices to service_role;
