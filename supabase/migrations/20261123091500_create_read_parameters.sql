-- What a read may ask for: units, windows, intervals, metals and times by name, and how exact an answer is.

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

create function spot.unit_named(unit text)
returns numeric
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_units numeric := spot.units_per_troy_ounce(coalesce(unit, 'toz'));
begin
  if v_units is null then
    perform spot.refuse(
      400, 'INPUT_UNKNOWN_UNIT', format('Cannot read unit "%s": it is unknown', left(unit, 40)), null, 'Units: toz, g, kg'
    );
  end if;
  return v_units;
end;
$$;

comment on function spot.unit_named is 'How many of a unit make one troy ounce, of toz by default; refuses unknown units.';

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
      400, 'INPUT_BAD_VALUE', format('Cannot read at "%s": it must be a past date or time', left(name, 40)), null,
      'A date like 2019-05-04, or a time with zone like 2019-05-04T12:00:00Z, from 1900 until now'
    );
  end if;
  return v_moment;
end;
$$;

comment on function spot.moment_named is 'The time that a date (its end, UTC) or an RFC 3339 time means; refuses others and the future.';

create function spot.currency_named(currency text)
returns text
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_currency text := upper(coalesce(currency_named.currency, 'USD'));
begin
  if v_currency ~ '^[A-Z]{3}$' and (
    v_currency = 'USD'
    or exists (select from spot.fx_rates as rate where rate.currency = v_currency)
    -- Before the first pull no currency is known.
    or not exists (select from spot.fx_rates)
  ) then
    return v_currency;
  end if;
  perform spot.refuse(
    400, 'INPUT_UNKNOWN_CURRENCY', format('Cannot read currency "%s": there is no rate for it', left(v_currency, 40)),
    spot.successor_in_words(v_currency),
    'Currencies: ' || coalesce(
      (
        select string_agg(known.currency, ', ' order by known.currency)
        from (select latest.currency from spot.latest_prices as latest union select 'USD') as known
      ),
      'USD'
    )
  );
  return null;
end;
$$;

comment on function spot.currency_named is 'A currency code in capitals; refuses one that never had a rate.';

revoke all on function
  spot.units_per_troy_ounce, spot.unit_named, spot.currency_named, spot.price_decimals, spot.window_steps, spot.interval_step, spot.metals_named,
  spot.moment_named
from public, anon, authenticated, service_role;
grant execute on function
  spot.units_per_troy_ounce, spot.unit_named, spot.currency_named, spot.price_decimals, spot.window_steps, spot.interval_step, spot.metals_named,
  spot.moment_named
to anon, authenticated, service_role;
