begin;
select plan(5);

select spot_tests.empty_tables();
select spot_tests.prices_at(date_trunc('minute', now()), '{"gold": 4000}');

create function pg_temp.refuse(provider text, rates jsonb, reason text) returns void language sql as $$
  select spot.record_fx_refusals(
    (
      select jsonb_agg(jsonb_build_object(
        'provider', provider, 'currency', currency, 'usd_value', value, 'quoted_at', now(), 'reason', reason
      ))
      from jsonb_each(rates) as given (currency, value)
    ),
    now()
  )
$$;
create function pg_temp.open_alerts() returns text language sql as $$
  select string_agg(kind || ' ' || subject || ': ' || (details ->> 'message'), E'\n' order by kind, subject)
  from spot.alerts where closed_at is null and kind like 'fx%'
$$;

select pg_temp.refuse('metals-dev', '{"IDR": 0.061, "INR": 1.1}', 'factor_1000');
select pg_temp.refuse('metals-dev', '{"HRK": 0.15}', 'replaced');
select pg_temp.refuse('gold-api', '{"EUR": 1.3}', 'outvoted');
select spot.watch();
select is(
  pg_temp.open_alerts(),
  'fx_apart metals-dev: 2 exchange rate(s) of metals-dev are refused: IDR (factor_1000), INR (factor_1000)',
  'refused rates are told by source; what says nothing of it is not'
);

select spot_tests.rates_at(now(), '{"IDR": {"usd_value": 0.000061, "provider": "metals-dev"}, "INR": {"usd_value": 0.011, "provider": "metals-dev"}}');
select spot.watch();
select is(pg_temp.open_alerts(), null, 'good rates of the same source close it');

select spot_tests.rates_at(((now() at time zone 'UTC')::date - 6)::timestamp at time zone 'UTC', '{"SEK": 0.1, "HRK": 0.15}');
select spot_tests.rates_at(((now() at time zone 'UTC')::date - 5)::timestamp at time zone 'UTC', '{"NOK": 0.1}');
select spot.refresh_latest_prices();
select spot.watch();
select is(
  pg_temp.open_alerts(),
  'fx_old currencies: 1 exchange rate(s) are older than five days: SEK of ' || ((now() at time zone 'UTC')::date - 6),
  'an old rate is told, one of a currency that ended is not'
);
select is((select severity from spot.alerts where kind = 'fx_old'), 'warning', 'as a warning');

select spot_tests.rates_at(now(), '{"SEK": 0.1}');
select spot.refresh_latest_prices();
select spot.watch();
select is(pg_temp.open_alerts(), null, 'a new rate closes it');

select * from finish();
rollback;
