begin;
select plan(2);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();

select results_eq(
  $$
    select
      answer ->> 'price', answer #>> '{latest,ts}', answer #>> '{as_of,match}', answer #>> '{as_of,requested}',
      answer ->> 'count', answer #>> '{series,0,ts}'
    from public.read_prices('gold', at => '2025-08-12') as answer
  $$,
  $$ values ('4016', '2025-08-12T23:55:00Z', 'exact', '2025-08-12', '24', '2025-08-12T00:00:00Z') $$,
  'the last price of the day counts, and 24h are its hours'
);
select results_eq(
  $$
    select answer #>> '{latest,ts}', answer #>> '{as_of,match}', answer #>> '{latest,market}'
    from public.read_prices('gold', at => '2025-08-09') as answer
  $$,
  $$ values ('2025-08-08T20:55:00Z', 'before', 'closed') $$,
  'a Saturday has the price of Friday and says so'
);

select * from finish();
rollback;
