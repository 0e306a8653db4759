-- Rates that were not believed, so that an operator sees them and so that the next pull knows for how long they are said.
create table spot.fx_refusals (
  currency text not null,
  provider_key text not null,
  refused_on date not null,
  usd_value numeric,
  quoted_at timestamptz,
  reason text not null,
  detail text constraint detail_is_short check (length(detail) <= 300),
  first_at timestamptz,
  days int not null default 1 constraint days_are_counted_from_one check (days >= 1),
  is_settled boolean not null default false,
  primary key (currency, provider_key, refused_on)
);

-- Serves the clean-up.
create index fx_refusals_refused_on on spot.fx_refusals (refused_on);

comment on table spot.fx_refusals is
  'Exchange rates that were refused: the last one per currency, provider and day. Kept for 90 days.';
comment on column spot.fx_refusals.refused_on is 'Day (UTC) of the pull that refused it.';
comment on column spot.fx_refusals.usd_value is 'US dollars for one unit of the currency, as the provider said it, also when absurd.';
comment on column spot.fx_refusals.quoted_at is 'The provider''s own time.';
comment on column spot.fx_refusals.reason is 'Name of the rule that refused it (docs/trust.md), or future: dated after tomorrow.';
comment on column spot.fx_refusals.first_at is 'Time of the first quote since when the provider says about that much.';
comment on column spot.fx_refusals.days is 'On how many days the provider has said about that much.';
comment on column spot.fx_refusals.is_settled is 'True once a rate of that provider and currency was accepted again.';

create function spot.record_fx_refusals(refusals jsonb, moment timestamptz)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into spot.fx_refusals as refusal
    (currency, provider_key, refused_on, usd_value, quoted_at, reason, detail, first_at, days)
  -- A provider may say a currency twice in an answer: the newer of the two.
  select distinct on (given.currency, given.provider)
    given.currency, given.provider, (moment at time zone 'UTC')::date, given.usd_value, given.quoted_at, given.reason,
    left(given.detail, 300), coalesce(given.first_at, given.quoted_at), coalesce(given.days, 1)
  from jsonb_to_recordset(refusals) as given (
    currency text, provider text, usd_value numeric, quoted_at timestamptz, reason text, detail text,
    first_at timestamptz, days int
  )
  order by given.currency, given.provider, given.quoted_at desc nulls last
  on conflict (currency, provider_key, refused_on) do update
  set
    usd_value = excluded.usd_value, quoted_at = excluded.quoted_at, reason = excluded.reason, detail = excluded.detail,
    first_at = excluded.first_at, days = excluded.days, is_settled = false
$$;

comment on function spot.record_fx_refusals is
  'Keeps refused rates [{currency, provider, usd_value, quoted_at, reason, detail, first_at?, days?}] of a pull at a time.';

-- Rows carry the rank of their source: a reference of a day stands before what a reseller says of it, then the newer quote
-- counts. A rate of tomorrow is stored: where it is already tomorrow, it is quoted; readers use it from that day on.
create function spot.record_fx(rates jsonb, moment timestamptz default clock_timestamp())
returns int
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_last_day date := (moment at time zone 'UTC')::date + 1;
  v_count int;
begin
  perform spot.record_fx_refusals(
    (
      select coalesce(
        jsonb_agg(
          given || jsonb_build_object('reason', 'future', 'detail', format('Dated after %s', v_last_day))
        ),
        '[]'
      )
      from jsonb_array_elements(rates) as given
      where ((given ->> 'quoted_at')::timestamptz at time zone 'UTC')::date > v_last_day
    ),
    moment
  );

  insert into spot.fx_rates as rate (currency, rate_date, usd_value, quoted_at, provider_key, is_reference)
  select distinct on (fx.currency, day.rate_date)
    fx.currency, day.rate_date, fx.usd_value, fx.quoted_at, fx.provider, rank.is_reference
  from jsonb_to_recordset(rates) as fx (
    currency text, usd_value numeric, quoted_at timestamptz, provider text, is_reference boolean
  )
  cross join lateral (select (fx.quoted_at at time zone 'UTC')::date as rate_date) as day
  cross join lateral (
    select coalesce(
      fx.is_reference, exists (select from spot.providers where provider_key = fx.provider and kind = 'fx')
    ) as is_reference
  ) as rank
  where day.rate_date <= v_last_day
  order by fx.currency, day.rate_date, rank.is_reference desc, fx.quoted_at desc, fx.provider
  on conflict (currency, rate_date) do update
  set
    usd_value = excluded.usd_value, quoted_at = excluded.quoted_at, provider_key = excluded.provider_key,
    is_reference = excluded.is_reference
  where (excluded.is_reference, excluded.quoted_at) >= (rate.is_reference, rate.quoted_at)
    and (excluded.is_reference, excluded.usd_value) <> (rate.is_reference, rate.usd_value);
  get diagnostics v_count = row_count;

  update spot.fx_refusals as refusal
  set is_settled = true
  from jsonb_to_recordset(rates) as fx (currency text, quoted_at timestamptz, provider text)
  where not refusal.is_settled
    and refusal.currency = fx.currency
    and refusal.provider_key = fx.provider
    and (fx.quoted_at at time zone 'UTC')::date <= v_last_day
    and (refusal.quoted_at is null or refusal.quoted_at <= fx.quoted_at or refusal.reason = 'future');
  return v_count;
end;
$$;

comment on function spot.record_fx is
  'Writes the value of currencies as of a time: of one day a reference stays before a reseller, then the newest quote; '
  'what is dated after tomorrow goes to spot.fx_refusals. Returns how many values were new or changed.';

create function spot.refused_rates(in_currency text, moment timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'provider', newest.provider_key, 'usd_value', newest.usd_value, 'first_at', spot.utc(newest.first_at),
        'last_at', spot.utc(newest.quoted_at), 'days', newest.days
      )
      order by newest.provider_key
    ),
    '[]'
  )
  from (
    select distinct on (provider_key) *
    from spot.fx_refusals
    where currency = in_currency
      and not is_settled
      and reason <> 'future'
      and usd_value > 0 and usd_value < 'Infinity'
      and quoted_at is not null
      and refused_on between (moment at time zone 'UTC')::date - 31 and (moment at time zone 'UTC')::date
    order by provider_key, refused_on desc
  ) as newest
$$;

comment on function spot.refused_rates is
  'The newest refused rate of each provider that has had none accepted since, within 31 days of a time.';

create function spot.known_rates(moment timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  -- Jumps from currency to currency along the primary key, so that the history of rates is not read.
  with recursive accepted_codes as (
    (select currency from spot.fx_rates order by currency limit 1)
    union all
    select (select next.currency from spot.fx_rates as next where next.currency > code.currency order by next.currency limit 1)
    from accepted_codes as code
    where code.currency is not null
  ),
  codes as (
    select currency from accepted_codes where currency is not null
    union
    select currency from spot.fx_refusals
    where refused_on between (moment at time zone 'UTC')::date - 31 and (moment at time zone 'UTC')::date
  )
  select coalesce(
    jsonb_object_agg(
      codes.currency,
      jsonb_build_object(
        'usd_value', accepted.usd_value,
        'rate_date', accepted.rate_date,
        'quoted_at', spot.utc(accepted.quoted_at),
        'provider', accepted.provider_key,
        'is_reference', accepted.is_reference,
        'reference', case
          when reference.rate_date is not null
            then jsonb_build_object('usd_value', reference.usd_value, 'rate_date', reference.rate_date)
        end,
        'refused', spot.refused_rates(codes.currency, moment)
      )
    ),
    '{}'
  )
  from codes
  left join lateral (
    select * from spot.fx_rates
    where fx_rates.currency = codes.currency and rate_date <= (moment at time zone 'UTC')::date
    -- Of an earlier day where there is one: compared with the last word of the same day, a rate could creep away in steps.
    order by rate_date < (moment at time zone 'UTC')::date desc, rate_date desc
    limit 1
  ) as accepted on true
  left join lateral (
    select usd_value, rate_date from spot.fx_rates
    where fx_rates.currency = codes.currency
      and is_reference
      -- Older ones say nothing; a currency without references is not searched through.
      and rate_date between (moment at time zone 'UTC')::date - 62 and (moment at time zone 'UTC')::date
    order by rate_date desc
    limit 1
  ) as reference on true
$$;

comment on function spot.known_rates is
  'What is stored of each currency as of a time: the newest rate, the newest reference and what was refused lately.';

alter table spot.fx_refusals enable row level security;

create policy only_the_service_reads_fx_refusals on spot.fx_refusals for select to anon, authenticated using (false);

revoke all on spot.fx_refusals from public, anon, authenticated, service_role;
grant select, insert, update on spot.fx_refusals to service_role;

revoke all on function
  spot.record_fx_refusals, spot.record_fx, spot.refused_rates, spot.known_rates
from public, anon, authenticated, service_role;
grant execute on function
  spot.record_fx_refusals, spot.record_fx, spot.refused_rates, spot.known_rates
to service_role;
