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

revoke all on function
  spot.price_state, spot.slot_of, spot.stale_after, spot.price_as_of
from public, anon, authenticated, service_role;
grant execute on function
  spot.price_state, spot.slot_of, spot.stale_after, spot.price_as_of
to anon, authenticated, service_role;
