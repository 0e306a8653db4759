-- The published price. Narrow on purpose: ten years of five-minute slots of four metals must fit a free plan.
create table spot.prices (
  priced_at timestamptz not null,
  quoted_at timestamptz,
  fetched_at timestamptz,
  metal text not null constraint metal_is_known check (metal in ('gold', 'silver', 'platinum', 'palladium')),
  status text not null
    constraint status_is_known check (status in ('agreed', 'single', 'disputed', 'imported')),
  provider text not null,
  price numeric not null constraint price_is_positive_and_finite check (price > 0 and price < 'Infinity'),
  bid numeric constraint bid_is_positive check (bid > 0),
  ask numeric constraint ask_is_not_below_bid check (ask >= bid),
  confidence numeric constraint confidence_is_not_negative check (confidence >= 0),
  primary key (metal, priced_at)
) partition by range (priced_at);

comment on table spot.prices is 'The price of a metal per slot, in US dollars per troy ounce. Never changed; after three years the last of each hour stays.';
comment on column spot.prices.priced_at is 'The slot that the price is for, UTC; spot.pulls.slot_at of its pull.';
comment on column spot.prices.quoted_at is 'Newest time that the accepted providers gave for it.';
comment on column spot.prices.fetched_at is 'Our time: when the answers were read.';
comment on column spot.prices.status is
  'agreed: several families; single: one family; disputed: two families differ; imported: from a history file.';
comment on column spot.prices.provider is 'consensus or the provider''s name; says (simulated) or (replayed) where it is not live.';
comment on column spot.prices.confidence is 'Half width of the band around the price, US dollars per troy ounce.';

-- Open, high, low and close per hour, day and week (UTC), kept in the transaction that inserts prices, so that a
-- window costs the same however long the history is. A partition per resolution keeps the bars of a window side by side
-- on disk: among the hours of decades each week would stand on a page of its own.
create table spot.bars (
  metal text not null constraint metal_is_known check (metal in ('gold', 'silver', 'platinum', 'palladium')),
  resolution text not null,
  opened_at timestamptz not null,
  open numeric not null,
  high numeric not null,
  low numeric not null,
  close numeric not null,
  price_count int not null constraint price_count_is_positive check (price_count > 0),
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (metal, resolution, opened_at),
  constraint high_is_highest check (high >= open and high >= close and high >= low),
  constraint low_is_lowest check (low <= open and low <= close)
) partition by list (resolution);

comment on table spot.bars is 'Open, high, low, close of the prices of an hour, a day or a week (UTC, weeks begin on Monday).';
comment on column spot.bars.resolution is 'hour, day or week; there is a partition for each and no other.';
comment on column spot.bars.opened_at is 'Begin of the bar, UTC.';
comment on column spot.bars.first_at is 'Time of the price that gave open; late data may move it back.';
comment on column spot.bars.last_at is 'Time of the price that gave close.';

create table spot.bars_hour partition of spot.bars for values in ('hour');
create table spot.bars_day partition of spot.bars for values in ('day');
create table spot.bars_week partition of spot.bars for values in ('week');

do $$
declare
  v_partition text;
begin
  foreach v_partition in array array['bars_hour', 'bars_day', 'bars_week'] loop
    execute format('alter table spot.%I enable row level security', v_partition);
    execute format(
      'create policy reached_through_its_parent on spot.%I for select to anon, authenticated using (false)', v_partition
    );
    execute format('revoke all on spot.%I from public, anon, authenticated, service_role', v_partition);
    execute format('comment on table spot.%I is %L', v_partition, 'Partition of spot.bars.');
  end loop;
end $$;

-- Creating a partition needs the owner's rights, which the writing role does not have.
create function spot.ensure_partition(parent text, moment timestamptz)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_unit text := case parent when 'quotes' then 'month' when 'prices' then 'year' end;
  v_from timestamptz := date_trunc(v_unit, moment at time zone 'UTC') at time zone 'UTC';
  v_to timestamptz := (date_trunc(v_unit, moment at time zone 'UTC') + ('1 ' || v_unit)::interval) at time zone 'UTC';
  v_name text := parent || '_' || to_char(v_from at time zone 'UTC', case v_unit when 'month' then 'YYYY_MM' else 'YYYY' end);
begin
  if v_unit is null then
    raise exception 'Cannot make a partition: % is not partitioned', quote_literal(parent);
  end if;
  if to_regclass('spot.' || quote_ident(v_name)) is not null then
    return;
  end if;
  -- Two pulls may need the same new month at once.
  perform pg_advisory_xact_lock(hashtext('spot.ensure_partition'));
  if to_regclass('spot.' || quote_ident(v_name)) is not null then
    return;
  end if;
  execute format(
    'create table spot.%I partition of spot.%I for values from (%L) to (%L)', v_name, parent, v_from, v_to
  );
  -- Rights of the parent hold for access through it; the partition itself stays closed.
  execute format('alter table spot.%I enable row level security', v_name);
  execute format('create policy reached_through_its_parent on spot.%I for select to anon, authenticated using (false)', v_name);
  execute format('revoke all on spot.%I from public, anon, authenticated, service_role', v_name);
  execute format('comment on table spot.%I is %L', v_name, 'Partition of spot.' || parent || '.');
end;
$$;

comment on function spot.ensure_partition is 'Makes the partition of spot.quotes (month) or spot.prices (year) for a moment, once.';

-- Late and repeated prices give the same bar as prices in order: open and close carry the time that they stem from.
create function spot.fold_into_bars(metals text[], times timestamptz[], prices numeric[])
returns void
language sql
volatile
set search_path = ''
-- The bars of a batch of an import are sorted in memory.
set work_mem = '32MB'
as $$
  insert into spot.bars as bar
    (metal, resolution, opened_at, open, high, low, close, price_count, first_at, last_at)
  select
    price.metal,
    bar_of.resolution,
    bar_of.opened_at,
    (array_agg(price.price order by price.at))[1],
    max(price.price),
    min(price.price),
    -- The same expression as for open: it is computed once.
    (array_agg(price.price order by price.at))[count(*)],
    count(*),
    min(price.at),
    max(price.at)
  from unnest(metals, times, prices) as price (metal, at, price)
  -- Feeds go on moving a little while the market is closed; that is noise, not trade. As spot.market_is_open, but
  -- looked up once per price: an import brings thousands.
  cross join lateral (
    select closes_at from spot.market_sessions where opens_at <= price.at order by opens_at desc limit 1
  ) as last_session
  cross join lateral (
    values
      ('hour', date_trunc('hour', price.at, 'UTC')),
      ('day', date_trunc('day', price.at, 'UTC')),
      ('week', date_trunc('week', price.at, 'UTC'))
  ) as bar_of (resolution, opened_at)
  where last_session.closes_at > price.at
  group by price.metal, bar_of.resolution, bar_of.opened_at
  -- Everybody takes the bars in one order, so that two writers wait for each other and never in a circle.
  order by price.metal collate "C", bar_of.resolution collate "C", bar_of.opened_at
  on conflict (metal, resolution, opened_at) do update
  set
    open = case when excluded.first_at < bar.first_at then excluded.open else bar.open end,
    high = greatest(bar.high, excluded.high),
    low = least(bar.low, excluded.low),
    close = case when excluded.last_at > bar.last_at then excluded.close else bar.close end,
    price_count = bar.price_count + excluded.price_count,
    first_at = least(bar.first_at, excluded.first_at),
    last_at = greatest(bar.last_at, excluded.last_at)
$$;

comment on function spot.fold_into_bars is 'Adds new prices (each exactly once) to their hourly, daily and weekly bars.';

alter table spot.prices enable row level security;
alter table spot.bars enable row level security;

create policy everyone_reads_prices on spot.prices for select to anon, authenticated using (true);
create policy everyone_reads_bars on spot.bars for select to anon, authenticated using (true);

revoke all on spot.prices, spot.bars from public, anon, authenticated, service_role;
grant select on spot.prices, spot.bars to anon, authenticated;
grant select, insert on spot.prices to service_role;
grant select, insert, update on spot.bars to service_role;

revoke all on function spot.ensure_partition, spot.fold_into_bars from public, anon, authenticated, service_role;
grant execute on function spot.ensure_partition, spot.fold_into_bars to service_role;
