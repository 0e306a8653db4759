begin;
select plan(4);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();

select is(
  (public.read_prices('gold', at => '2025-08-13T15:02:30Z') #> '{series,22}')::jsonb,
  '{"ts": "2025-08-13T14:00:00Z", "open": 4185, "high": 4196, "low": 4185, "price": 4196, "carried": false}',
  'an hour opens with its first price and closes with its last'
);
select is(
  (public.read_prices('gold', "window" => '7d', at => '2025-08-13T15:02:30Z') #> '{series,27}')::jsonb,
  '{"ts": "2025-08-13T12:00:00Z", "open": 4161, "high": 4197, "low": 4161, "price": 4197, "carried": false}',
  'six hours are put together from their hours'
);
select is(
  (public.read_prices('gold', "window" => '1h', at => '2025-08-13T15:02:30Z') #> '{series,11}')::jsonb,
  '{"ts": "2025-08-13T15:00:00Z", "open": 4197, "high": 4197, "low": 4197, "price": 4197, "carried": false}',
  'five minutes hold one price'
);
select is(
  (public.read_prices('gold', "window" => '30d', at => '2025-08-12') #> '{series,-1}')::jsonb,
  '{"ts": "2025-08-12T00:00:00Z", "open": 3729, "high": 4016, "low": 3729, "price": 4016, "carried": false}',
  'a day is a day of UTC'
);

select * from finish();
rollback;
