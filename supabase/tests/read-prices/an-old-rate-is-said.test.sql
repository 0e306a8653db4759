begin;
select plan(11);

select spot_tests.empty_tables();

-- Midnight (UTC) of a day from today on, in any time zone of the session.
create function pg_temp.day(days int) returns timestamptz language sql as $$
  select ((now() at time zone 'UTC')::date + days)::timestamp at time zone 'UTC'
$$;

-- A price of now, whatever the market does: what is asked is the rate.
select spot_tests.prices_at(date_trunc('minute', now()), '{"gold": 4000}');
select spot_tests.rates_at(pg_temp.day(-5), '{"AAA": 2}');
select spot_tests.rates_at(pg_temp.day(-6), '{"BBB": 2}');
select spot_tests.rates_at(pg_temp.day(-30), '{"CCC": 2}');
select spot_tests.rates_at(pg_temp.day(-31), '{"DDD": 2, "HRK": 0.15}');
select spot_tests.rates_at(pg_temp.day(+1), '{"AAA": 9, "EEE": 2}');
select spot.refresh_latest_prices();

create function pg_temp.gold_in(currency text) returns text language sql as $$
  select concat_ws(' ', answer ->> 'price', answer #>> '{latest,state_reason}')
  from public.read_prices('gold', currency) as answer
$$;
create function pg_temp.days_ago(days int) returns text language sql as $$
  select ((now() at time zone 'UTC')::date - days)::text
$$;

select is(pg_temp.gold_in('AAA'), '2000', 'five days old, and a rate of tomorrow is not in force');
select is(
  pg_temp.gold_in('BBB'), '2000 fx: the rate of BBB is of ' || pg_temp.days_ago(6), 'from six days on the age is said'
);
select is(public.read_prices('gold', 'BBB') #>> '{latest,state}', 'stale', 'and the price is stale');
select is(
  pg_temp.gold_in('CCC'), '2000 fx: the rate of CCC is of ' || pg_temp.days_ago(30), 'until thirty days'
);
select is(spot_tests.refusal($$ select public.read_prices('gold', 'DDD') $$), '503 PRICE_NOT_YET', 'from 31 days on there is none');
select throws_like(
  $$ select public.read_prices('gold', 'DDD') $$, '%its last rate is of ' || pg_temp.days_ago(31) || '%', 'its date is named'
);
select is(
  spot_tests.refusal($$ select public.read_prices('gold', 'HRK') $$), '400 INPUT_UNKNOWN_CURRENCY',
  'waiting does not help where the currency was replaced'
);
select throws_like(
  $$ select public.read_prices('gold', 'HRK') $$, '%EUR replaced HRK on 2023-01-01: 1 EUR for 7.5345 HRK%', 'by which is named'
);
select is(
  spot_tests.refusal($$ select public.read_prices('gold', 'EEE') $$), '503 PRICE_NOT_YET', 'a rate of tomorrow alone is none'
);
select throws_like(
  $$ select public.read_prices('gold', 'DEM') $$, '%EUR replaced DEM on 1999-01-01%',
  'a replaced currency that never had a rate names its successor too'
);
select is(
  public.read_prices_at(pg_temp.days_ago(0), 'gold', 'DDD') #>> '{prices,0,reason}', 'no_rate', 'a list of dates has the same rule'
);

select * from finish();
rollback;
