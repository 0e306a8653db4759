-- The daily price of central banks: it bears prices out or speaks against them. It never votes and is never served as
-- a spot price, so that it does not stand in spot.prices.
create table spot.reference_prices (
  metal text not null constraint metal_is_known check (metal in ('gold', 'silver', 'platinum', 'palladium')),
  fix_date date not null,
  price numeric not null constraint price_is_positive_and_finite check (price > 0 and price < 'Infinity'),
  provider_key text not null,
  fetched_at timestamptz not null,
  primary key (metal, fix_date)
);

comment on table spot.reference_prices is
  'The daily reference of each metal, in US dollars per troy ounce: what a price is compared with, never a price itself.';
comment on column spot.reference_prices.fix_date is 'Day of the fixing, as the source says it.';
comment on column spot.reference_prices.fetched_at is 'Our time: when the answer was recorded.';

-- A source may correct the price of a day: what it says last stays. Nothing is of a day after tomorrow.
create function spot.record_references(given jsonb, moment timestamptz)
returns int
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_count int;
begin
  insert into spot.reference_prices as reference (metal, fix_date, price, provider_key, fetched_at)
  select distinct on (fix.metal, fix.date) fix.metal, fix.date, fix.price, fix.provider, moment
  from jsonb_to_recordset(given) as fix (provider text, metal text, price numeric, date date)
  where fix.date <= (moment at time zone 'UTC')::date + 1
  order by fix.metal, fix.date, fix.provider
  on conflict (metal, fix_date) do update
  set price = excluded.price, provider_key = excluded.provider_key, fetched_at = excluded.fetched_at
  where reference.price <> excluded.price and excluded.fetched_at >= reference.fetched_at;
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

comment on function spot.record_references is 'Writes daily references [{provider, metal, price, date}]; returns how many were new or corrected.';

create function spot.last_references(moment timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(newest.metal, jsonb_build_object('price', newest.price, 'date', newest.fix_date)), '{}')
  from (values ('gold'), ('silver'), ('platinum'), ('palladium')) as metal (metal)
  cross join lateral (
    select * from spot.reference_prices as reference
    where reference.metal = metal.metal and reference.fix_date <= (moment at time zone 'UTC')::date
    order by reference.fix_date desc
    limit 1
  ) as newest
$$;

comment on function spot.last_references is 'The newest reference of each metal as of a time: {metal: {price, date}}.';

alter table spot.reference_prices enable row level security;

create policy everyone_reads_reference_prices on spot.reference_prices for select to anon, authenticated using (true);

revoke all on spot.reference_prices from public, anon, authenticated, service_role;
grant select on spot.reference_prices to anon, authenticated;
grant select, insert, update on spot.reference_prices to service_role;

revoke all on function spot.record_references, spot.last_references from public, anon, authenticated, service_role;
grant execute on function spot.record_references, spot.last_references to service_role;
