begin;
select plan(3);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();

-- A spike after the time asked, in the same five minutes, hour, day and week.
select spot_tests.prices_at('2025-08-13 15:03Z', '{"gold": 9999}');
select spot_tests.prices_at('2025-08-13 15:30Z', '{"gold": 1}');

select is(
  public.read_prices('gold', at => '2025-08-13T15:02:30Z') ->> 'price', '4197', 'the price is the one of before'
);
select results_eq(
  $$
    select name, answer #>> '{series,-1,price}', answer #>> '{series,-1,high}', answer #>> '{series,-1,low}'
    from unnest(array['1h', '6h', '12h', '24h', '7d', '1y', 'max']) with ordinality as wanted (name, place)
    cross join lateral public.read_prices('gold', "window" => name, at => '2025-08-13T15:02:30Z') as answer
    order by place
  $$,
  $$
    values
      ('1h', '4197', '4197', '4197'), ('6h', '4197', '4197', '4197'), ('12h', '4197', '4197', '4197'),
      ('24h', '4197', '4197', '4197'), ('7d', '4197', '4197', '4161'), ('1y', '4197', '4197', '4017'),
      ('max', '4197', '4197', '3441')
  $$,
  'the last point of every window ends where the time asked ends'
);
select is(
  public.read_prices('gold', at => '2025-08-13T15:30:00Z') #>> '{series,-1,high}', '9999', 'later the spike is there'
);

select * from finish();
rollback;
