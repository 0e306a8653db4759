begin;
select plan(10);

select spot_tests.empty_tables();
select spot_tests.empty_tables();
select spot_tests.week_of_gold();
select spot_tests.import('[["gold", "2019-05-03T12:00:00Z", 1270, "LBMA"]]');
select spot_tests.rates_at('2025-08-01 00:00Z', '{"EUR": 1.25}');
select spot.refresh_latest_prices();

create function pg_temp.of(at text, field text) returns text language sql as $$
  select public.read_prices('gold', at => at) -> 'latest' ->> field
$$;

select is(pg_temp.of('2025-08-12T15:01:00Z', 'state'), 'fresh', 'a price that was fresh then is called so');
select is(pg_temp.of('2025-08-09T12:00:00Z', 'state'), 'fresh', 'on a Saturday the close of Friday was');
select is(pg_temp.of('2025-08-20T12:00:00Z', 'state'), null, 'where no price was near, nothing is known of the state');
select is(pg_temp.of('2019-05-04', 'state'), null, 'nor where there is daily history only');
select is(pg_temp.of('2019-05-04', 'state_reason'), null, 'and there is no reason to give');
select is(
  public.read_prices('gold', 'EUR', at => '2025-08-12T15:01:00Z') #>> '{latest,state_reason}',
  'fx: the rate of EUR is of 2025-08-01', 'an old rate is said'
);
select is(public.read_prices('gold', at => '2019-06-02') ->> 'price', '1270', 'a price of thirty days before counts');
select is(
  spot_tests.refusal($$ select public.read_prices('gold', at => '2019-06-04') $$), '404 PRICE_NOT_RECORDED',
  'one of more than 31 days before does not'
);
select is(
  public.read_prices_at('2019-06-04') #>> '{prices,0,reason}', 'no_price', 'as in a list of dates'
);

select is(
  public.read_prices('gold', at => '2025-08-12') ->> 'stale_after', spot.utc(now() + interval '1 hour'), 'one about the past an hour'
);

select * from finish();
rollback;
