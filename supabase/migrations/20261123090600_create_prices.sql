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

alter table spot.prices enable row level security;
create policy everyone_reads_prices on spot.prices for select to anon, authenticated using (true);
revoke all on spot.prices from public, anon, authenticated, service_role;
grant select on spot.prices to anon, authenticated;
grant select, insert on spot.prices to service_role;

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

alter table spot.bars enable row level security;
create policy everyone_reads_bars on spot.bars for select to anon, authenticated using (true);
revoke all on spot.bars from public, anon, authenticated, service_role;
grant select on spot.bars to anon, authenticated;
grant select, insert, update on spot.bars to service_role;

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
