begin;
select plan(2);

select spot_tests.empty_tables();

select spot.fold_into_bars(
  array['gold', 'gold', 'gold', 'gold', 'gold'],
  array[
    '2025-08-08 20:59:59Z', '2025-08-08 21:00:00Z', '2025-08-09 12:00:00Z', '2025-08-10 21:59:59Z', '2025-08-10 22:00:00Z'
  ]::timestamptz[],
  array[1, 2, 3, 4, 5]
);
select results_eq(
  $$ select opened_at, open, close from spot.bars where resolution = 'hour' order by opened_at $$,
  $$ values (timestamptz '2025-08-08 20:00:00Z', 1::numeric, 1::numeric), ('2025-08-10 22:00:00Z', 5, 5) $$,
  'Friday''s last and Sunday''s first second count, nothing between'
);
select results_eq(
  $$ select opened_at, open, close, price_count from spot.bars where resolution = 'week' order by opened_at $$,
  $$ values (timestamptz '2025-08-04 00:00:00Z', 1::numeric, 5::numeric, 2) $$,
  'Sunday evening belongs to the week of UTC that ends'
);

select * from finish();
rollback;
