-- One value per currency and day, the newest of that day: enough for the latest price and for history in any currency.
create table spot.fx_rates (
  currency text not null constraint currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  rate_date date not null,
  usd_value numeric not null constraint usd_value_is_positive_and_finite check (usd_value > 0 and usd_value < 'Infinity'),
  quoted_at timestamptz not null,
  provider_key text not null,
  primary key (currency, rate_date)
);

comment on table spot.fx_rates is 'Value of one unit of a currency in US dollars, one row per day.';
comment on column spot.fx_rates.usd_value is 'US dollars for one unit of the currency.';
comment on column spot.fx_rates.rate_date is 'Day (UTC) that the value was quoted on.';
comment on column spot.fx_rates.quoted_at is 'The source''s own time; reference rates are stamped with midnight UTC of their date.';
comment on column spot.fx_rates.provider_key is 'Where the value comes from.';

alter table spot.fx_rates enable row level security;

create policy everyone_reads_fx_rates on spot.fx_rates for select to anon, authenticated using (true);

revoke all on spot.fx_rates from public, anon, authenticated, service_role;
grant select on spot.fx_rates to anon, authenticated;
grant select, insert, update on spot.fx_rates to service_role;
