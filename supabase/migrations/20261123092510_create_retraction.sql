-- A wrong price is taken out: it is kept beside the others as retracted, with who did it, when and why; the bars are made
-- again without it, and nothing that was believed because of it is believed further.

create function spot.price_detail()
returns interval
language sql
immutable
set search_path = ''
as $$ select interval '3 years' $$;

comment on function spot.price_detail is 'For how long every price is kept; of older ones, the last of each hour.';

create table spot.retracted_prices (
  metal text not null,
  priced_at timestamptz not null,
  retracted_at timestamptz not null,
  retracted_by text not null,
  reason text not null constraint reason_is_said check (length(reason) between 1 and 500),
  price_row jsonb not null,
  primary key (metal, priced_at, retracted_at)
);

comment on table spot.retracted_prices is 'Prices that were taken out of spot.prices because they were wrong. Kept for good.';
comment on column spot.retracted_prices.priced_at is 'The slot that the price was for.';
comment on column spot.retracted_prices.retracted_at is 'When it was taken out.';
comment on column spot.retracted_prices.retracted_by is 'Who took it out: secret-key, a user id, or a role of the database.';
comment on column spot.retracted_prices.price_row is 'The row as it stood in spot.prices.';

-- Hours are made from prices. Of hours older than spot.price_detail() only the last price is kept: such an hour keeps its
-- bar as long as that price is there, and goes with it. Days and weeks are made from hours, which know every high and low.
create function spot.rebuild_bars(in_metal text, from_at timestamptz, to_at timestamptz)
returns void
language plpgsql
volatile
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_from timestamptz := date_trunc('hour', from_at);
  v_to timestamptz := date_trunc('hour', to_at) + interval '1 hour';
  v_weeks_from timestamptz := date_trunc('week', from_at);
  v_weeks_to timestamptz := date_trunc('week', to_at) + interval '7 days';
  v_detail_from timestamptz := date_trunc('hour', now() - spot.price_detail()) + interval '1 hour';
begin
  delete from spot.bars
  where metal = in_metal and resolution = 'hour' and opened_at >= v_from and opened_at < v_to
    and (
      opened_at >= v_detail_from
      or not exists (
        select from spot.prices
        where prices.metal = in_metal
          and prices.priced_at >= bars.opened_at and prices.priced_at < bars.opened_at + interval '1 hour'
      )
    );
  insert into spot.bars (metal, resolution, opened_at, open, high, low, close, price_count, first_at, last_at)
  select
    in_metal, 'hour', date_trunc('hour', priced_at), (array_agg(price order by priced_at))[1], max(price), min(price),
    (array_agg(price order by priced_at))[count(*)], count(*), min(priced_at), max(priced_at)
  from spot.prices
  where metal = in_metal and priced_at >= greatest(v_from, v_detail_from) and priced_at < v_to
    and spot.market_is_open(priced_at)
  group by date_trunc('hour', priced_at);

  delete from spot.bars
  where metal = in_metal and resolution in ('day', 'week') and opened_at >= v_weeks_from and opened_at < v_weeks_to
    and (resolution = 'week' or (opened_at >= date_trunc('day', from_at) and opened_at <= to_at));
  insert into spot.bars (metal, resolution, opened_at, open, high, low, close, price_count, first_at, last_at)
  select
    in_metal, bar_of.resolution, bar_of.opened_at, (array_agg(hour.open order by hour.opened_at))[1], max(hour.high),
    min(hour.low), (array_agg(hour.close order by hour.opened_at))[count(*)], sum(hour.price_count), min(hour.first_at),
    max(hour.last_at)
  from spot.bars as hour
  cross join lateral (
    values ('day', date_trunc('day', hour.opened_at)), ('week', date_trunc('week', hour.opened_at))
  ) as bar_of (resolution, opened_at)
  where hour.metal = in_metal and hour.resolution = 'hour'
    and hour.opened_at >= v_weeks_from and hour.opened_at < v_weeks_to
    and (bar_of.resolution = 'week' or (bar_of.opened_at >= date_trunc('day', from_at) and bar_of.opened_at <= to_at))
  group by bar_of.resolution, bar_of.opened_at;
end;
$$;

comment on function spot.rebuild_bars is
  'Makes the bars of a metal that touch a range again: hours from prices (thinned hours keep theirs while they hold a price), '
  'days and weeks from hours.';

-- What rests on a price that is no more: the trust of the pulls that gave it or leaned on it, and what providers are
-- remembered to have said then, which would speak against the truth as a witness.
create function spot.forget_trust(in_metal text, from_at timestamptz, to_at timestamptz, prices numeric[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_slot interval := make_interval(secs => (select (document ->> 'fetch_interval_seconds')::int from spot.settings));
begin
  update spot.pulls
  set metals = metals #- array[in_metal, 'trust']
  where slot_at >= from_at
    and metals -> in_metal ? 'trust'
    and (
      slot_at <= to_at
      or (metals #>> array[in_metal, 'trust', 'anchored_at'])::timestamptz between from_at and to_at + v_slot
      or (metals #>> array[in_metal, 'trust', 'anchor'])::numeric = any (prices)
    );

  update spot.provider_states
  set last_values = last_values #- array[in_metal, 'accepted'], updated_at = now()
  where (last_values #>> array[in_metal, 'accepted', 'seen_at'])::timestamptz between from_at and to_at + v_slot;
end;
$$;

comment on function spot.forget_trust is 'Forgets of a metal what rests on prices of a range: trust of pulls, accepted words of providers.';

-- Who calls: the rights of the owner must not stand in for those of the caller.
create function spot.price_admin()
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
  v_claims jsonb := coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
begin
  if v_role = 'service_role' then
    return 'secret-key';
  end if;
  if v_role = 'authenticated'
    and v_claims #>> '{app_metadata,role}' = 'price_admin'
    and v_claims ->> 'sub' is not null
  then
    return v_claims ->> 'sub';
  end if;
  if v_role in ('anon', 'authenticated', 'authenticator') or not pg_has_role(v_role, 'service_role', 'member') then
    perform spot.refuse(
      403, 'AUTH_FORBIDDEN', 'Cannot do this with this key: it lacks the right', null,
      'Send the secret key, or a user token whose app_metadata.role is price_admin'
    );
  end if;
  -- An operator at the database itself.
  return v_role;
end;
$$;

comment on function spot.price_admin is 'Who may change prices and settings and is calling: secret-key, a user id or a database role; all others are refused.';

create function spot.check_retraction(metal text, from_at timestamptz, to_at timestamptz, reason text)
returns int
language plpgsql
stable
set search_path = ''
as $$
declare
  v_count int;
begin
  if metal is null or metal not in ('gold', 'silver', 'platinum', 'palladium') then
    perform spot.refuse(
      400, 'INPUT_UNKNOWN_METAL', 'Cannot retract prices: the metal is unknown', null, 'Metals: gold, silver, platinum, palladium'
    );
  end if;
  if from_at is null or to_at is null or to_at < from_at or to_at - from_at > interval '9600 hours' then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot retract prices: the range is not allowed', null,
      'from_at and to_at are times, the second not before the first, at most 400 days apart; both ends count'
    );
  end if;
  if length(trim(coalesce(reason, ''))) not between 1 and 500 then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot retract prices: the reason is not allowed', null, 'Say why in 1 to 500 characters'
    );
  end if;
  select count(*) into v_count
  from spot.prices
  where prices.metal = check_retraction.metal and priced_at between from_at and to_at;
  if v_count > 100000 then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot retract prices: the range holds too many', format('%s prices', v_count),
      'At most 100000 in one call: take shorter ranges'
    );
  end if;
  return v_count;
end;
$$;

comment on function spot.check_retraction is 'Refuses a retraction that is out of bounds; returns how many prices it would take.';

create function public.retract_prices(
  metal text, from_at timestamptz, to_at timestamptz, reason text, dry_run boolean default false
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_variable
declare
  v_by text := spot.price_admin();
  v_count int := spot.check_retraction(metal, from_at, to_at, reason);
  v_prices numeric[];
begin
  if dry_run or v_count = 0 then
    return jsonb_build_object('metal', metal, 'retracted', v_count, 'dry_run', dry_run);
  end if;
  -- Pulls write states, then prices, then bars: in this order they wait for each other, and never in a circle.
  lock table spot.provider_states, spot.prices, spot.bars in share row exclusive mode;

  with gone as (
    delete from spot.prices as price
    where price.metal = retract_prices.metal and price.priced_at between from_at and to_at
    returning price.*
  ),
  kept as (
    insert into spot.retracted_prices (metal, priced_at, retracted_at, retracted_by, reason, price_row)
    select gone.metal, gone.priced_at, clock_timestamp(), v_by, trim(reason), to_jsonb(gone) from gone
    returning (price_row ->> 'price')::numeric as price
  )
  select array_agg(distinct kept.price), count(*) into v_prices, v_count from kept;

  perform spot.rebuild_bars(metal, from_at, to_at);
  perform spot.forget_trust(metal, from_at, to_at, v_prices);
  perform spot.refresh_latest_prices();
  return jsonb_build_object('metal', metal, 'retracted', v_count, 'dry_run', false);
end;
$$;

comment on function public.retract_prices is
  'Takes the prices of a metal from one time to another (both count) out because they are wrong, and keeps them in '
  'spot.retracted_prices with the reason; dry_run only counts. For the service and for users whose app_metadata.role is price_admin.';

alter table spot.retracted_prices enable row level security;

create policy only_the_service_reads_retracted_prices on spot.retracted_prices
  for select to anon, authenticated using (false);

revoke all on spot.retracted_prices from public, anon, authenticated, service_role;
grant select on spot.retracted_prices to service_role;

revoke all on function
  spot.price_detail, spot.rebuild_bars, spot.forget_trust, spot.price_admin, spot.check_retraction, public.retract_prices
from public, anon, authenticated, service_role;
grant execute on function public.retract_prices to authenticated, service_role;
