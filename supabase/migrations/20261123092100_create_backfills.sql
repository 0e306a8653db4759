-- Days of the past from the providers' own time series: each chunk is charged before it is asked for, stored once, and
-- never stands in for a price that was pulled.

create table spot.backfills (
  backfill_id bigint generated always as identity primary key,
  provider_key text not null references spot.providers (provider_key) on delete cascade,
  origin text not null constraint backfill_origin_is_known check (origin in ('live', 'simulated', 'replayed')),
  metal text
    constraint backfill_metal_is_known check (metal in ('gold', 'silver', 'platinum', 'palladium')),
  from_date date not null,
  to_date date not null,
  prices_new int not null,
  prices_same int not null,
  prices_conflicting int not null,
  prices_refused int not null,
  rates_new int not null,
  finished_at timestamptz not null default now(),
  constraint a_backfill_is_done_once unique nulls not distinct (provider_key, origin, metal, from_date, to_date),
  constraint backfill_begins_before_it_ends check (from_date <= to_date)
);

comment on table spot.backfills is 'Chunks of history that a provider has been asked for and that are stored; they are not asked for again.';
comment on column spot.backfills.origin is 'Whether the provider was real, simulated or replayed.';
comment on column spot.backfills.metal is 'Null where one answer holds all metals.';
comment on column spot.backfills.from_date is 'First day of the chunk, UTC.';
comment on column spot.backfills.to_date is 'Last day of the chunk, UTC.';
comment on column spot.backfills.prices_new is 'Prices stored.';
comment on column spot.backfills.prices_same is 'Prices that were stored before.';
comment on column spot.backfills.prices_conflicting is 'Prices for whose day another one is stored; that one stays.';
comment on column spot.backfills.prices_refused is 'Prices of closed days, or that validation refused.';
comment on column spot.backfills.rates_new is 'Currency values stored.';

-- A backfill may wait, scheduled pulls may not: of the month's quota it leaves a tenth for failover and half of what the
-- rest of the month would be given.
create function spot.backfill_reserve(monthly_quota int, moment timestamptz)
returns int
language sql
immutable
set search_path = ''
as $$
  select ceil(
    monthly_quota * (
      0.1 + 0.5 * extract(epoch from date_trunc('month', moment, 'UTC') + interval '1 month' - moment)
        / extract(epoch from date_trunc('month', moment, 'UTC') + interval '1 month' - date_trunc('month', moment, 'UTC'))
    )
  )::int
$$;

comment on function spot.backfill_reserve is 'Calls of a month that backfills must leave, at a time of the month.';

create function public.begin_backfill(chunk jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_provider text := chunk ->> 'provider';
  v_cost int := (chunk ->> 'cost')::int;
  v_quota int := (select monthly_quota from spot.providers where provider_key = v_provider);
  v_reserve int := spot.backfill_reserve(v_quota, now());
  v_calls int := coalesce(
    (
      select calls from spot.provider_usage
      where provider_key = v_provider and month = date_trunc('month', now() at time zone 'UTC')::date
    ),
    0
  );
begin
  perform spot.keep_origins_apart(chunk ->> 'origin');
  if exists (
    select from spot.backfills
    where provider_key = v_provider and origin = chunk ->> 'origin' and metal is not distinct from chunk ->> 'metal'
      and from_date = (chunk ->> 'from')::date and to_date = (chunk ->> 'to')::date
  ) then
    return jsonb_build_object('allowed', false, 'reason', 'already_done');
  end if;
  if v_calls + v_cost > v_quota - v_reserve then
    return jsonb_build_object(
      'allowed', false, 'reason', 'reserve', 'monthly_quota', v_quota, 'calls_this_month', v_calls, 'reserve', v_reserve,
      'retry_after_seconds', ceil(extract(epoch from date_trunc('month', now(), 'UTC') + interval '1 month' - now()))
    );
  end if;
  return spot.begin_provider_call(v_provider, 'timeseries', v_cost);
end;
$$;

comment on function public.begin_backfill is
  'Charges the call for a chunk {provider, origin, metal, from, to, cost}, or says why it is not made: already_done, reserve, quota_spent, disabled. For the service only.';

create function public.record_backfill(
  chunk jsonb, metals text[], times timestamptz[], prices numeric[], refused int, fx jsonb
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_given int := cardinality(metals);
  v_known int;
  v_done jsonb;
  v_rates int;
begin
  -- A day that has pulled prices has better ones than its close.
  select array_agg(given.metal order by place), array_agg(given.at order by place), array_agg(given.price order by place)
  into metals, times, prices
  from unnest(metals, times, prices) with ordinality as given (metal, at, price, place)
  where not exists (
    select from spot.prices as pulled
    where pulled.metal = given.metal and pulled.status <> 'imported'
      and pulled.priced_at >= date_trunc('day', given.at, 'UTC')
      and pulled.priced_at < date_trunc('day', given.at, 'UTC') + interval '1 day'
  );
  v_known := v_given - coalesce(cardinality(metals), 0);
  v_done := spot.import_prices(
    coalesce(metals, '{}'), coalesce(times, '{}'), coalesce(prices, '{}'),
    array_fill(chunk ->> 'label', array[coalesce(cardinality(metals), 0)]), false
  );

  insert into spot.fx_rates (currency, rate_date, usd_value, quoted_at, provider_key)
  select distinct on (rate.currency, (rate.quoted_at at time zone 'UTC')::date)
    rate.currency, (rate.quoted_at at time zone 'UTC')::date, rate.usd_value, rate.quoted_at, chunk ->> 'provider'
  from jsonb_to_recordset(fx) as rate (currency text, usd_value numeric, quoted_at timestamptz)
  order by rate.currency, (rate.quoted_at at time zone 'UTC')::date, rate.quoted_at desc
  on conflict (currency, rate_date) do nothing;
  get diagnostics v_rates = row_count;

  insert into spot.backfills (
    provider_key, origin, metal, from_date, to_date, prices_new, prices_same, prices_conflicting, prices_refused, rates_new
  )
  values (
    chunk ->> 'provider', chunk ->> 'origin', chunk ->> 'metal', (chunk ->> 'from')::date, (chunk ->> 'to')::date,
    (v_done ->> 'new')::int, (v_done ->> 'same')::int, (v_done ->> 'conflicting')::int + v_known, refused, v_rates
  )
  on conflict on constraint a_backfill_is_done_once do nothing;
  return v_done - 'conflicts' || jsonb_build_object(
    'conflicting', (v_done ->> 'conflicting')::int + v_known, 'refused', refused, 'rates', v_rates
  );
end;
$$;

comment on function public.record_backfill is
  'Stores a chunk''s closing prices where their day has none, and rates of days that have none. For the service only.';

alter table spot.backfills enable row level security;

create policy only_the_service_reads_backfills on spot.backfills for select to anon, authenticated using (false);

revoke all on spot.backfills from public, anon, authenticated, service_role;
grant select, insert on spot.backfills to service_role;

revoke all on function
  spot.backfill_reserve, public.begin_backfill, public.record_backfill
from public, anon, authenticated, service_role;
grant execute on function spot.backfill_reserve, public.begin_backfill, public.record_backfill to service_role;
