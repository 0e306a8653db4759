begin;
select plan(6);

select spot_tests.empty_tables();
-- In any market: a price of now, one of them disputed and quoted twenty minutes ago.
select spot_tests.prices_at(
  date_trunc('hour', now()) - interval '45 minutes',
  jsonb_build_object(
    'gold', 4000,
    'silver', jsonb_build_object(
      'price', 50, 'status', 'disputed', 'quoted_at', date_trunc('hour', now()) - interval '50 minutes'
    ),
    'platinum', jsonb_build_object(
      'price', 900, 'status', 'disputed', 'quoted_at', date_trunc('hour', now()) - interval '70 minutes'
    )
  )
);
select spot.refresh_latest_prices();

select is(
  public.feed_latest('silver') ->> 'generated_at', spot.utc(date_trunc('hour', now()) - interval '50 minutes'),
  'v2: a disputed price is as old as its quote'
);
select is(
  public.feed_latest() ->> 'generated_at', spot.utc(date_trunc('hour', now()) - interval '70 minutes'),
  'v2: of all metals the oldest in doubt decides'
);
select ok(
  public.feed_latest('silver') #>> '{data,state}' in ('disputed', 'stale')
    and public.feed_latest('silver') #>> '{data,state_reason}' like 'disputed%',
  'v2: and says why'
);
select ok(public.feed_latest('gold') #> '{data,state}' is not null, 'v2: every price says its state');
select results_eq(
  $$
    select value ->> 'metal', value ->> 'timestamp'
    from json_array_elements(public.feed_samples(date_trunc('hour', now()) - interval '1 hour', 60) -> 'data')
  $$,
  $$
    values
      ('Silver', to_char((date_trunc('hour', now()) - interval '50 minutes') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')),
      ('Gold', to_char((date_trunc('hour', now()) - interval '45 minutes') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'))
  $$,
  'v1: dated by its quote, and left out where that is of another hour'
);

-- The bar of a day keeps its high when its prices are thinned out.
select spot_tests.week_of_gold();
delete from spot.prices where metal = 'gold' and priced_at = '2025-08-12 23:55Z';
select is(
  (
    select value ->> 'high'
    from json_array_elements(public.feed_bars('2025-08-12 00:00Z', '2025-08-13 00:00Z', 'day', 'gold') -> 'data')
  ),
  (select round(high, spot.price_decimals(high))::text from spot.bars where metal = 'gold' and resolution = 'day' and opened_at = '2025-08-12 00:00Z'),
  'v2: days are read from the bars'
);

select * from finish();
rollback;
