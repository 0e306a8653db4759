begin;
select plan(7);

select throws_like(
  $$ insert into spot.bars values ('tin', 'hour', '2025-08-13 12:00:00Z', 1, 1, 1, 1, 1, '2025-08-13 12:00:00Z', '2025-08-13 12:00:00Z') $$,
  '%"metal_is_known"%', 'metal is known'
);

select throws_like(
  $$ insert into spot.bars values ('gold', 'month', '2025-08-13 12:00:00Z', 1, 1, 1, 1, 1, '2025-08-13 12:00:00Z', '2025-08-13 12:00:00Z') $$,
  '%no partition of relation "bars"%', 'there is a partition for each resolution that is known'
);

select throws_like(
  $$ insert into spot.bars values ('gold', 'hour', '2025-08-13 12:00:00Z', 1, 1, 1, 1, 0, '2025-08-13 12:00:00Z', '2025-08-13 12:00:00Z') $$,
  '%"price_count_is_positive"%', 'price count is positive'
);

select throws_like(
  $$ insert into spot.bars values ('gold', 'hour', '2025-08-13 12:00:00Z', 2, 1, 1, 1, 1, '2025-08-13 12:00:00Z', '2025-08-13 12:00:00Z') $$,
  '%"high_is_highest"%', 'high is highest'
);

select throws_like(
  $$ insert into spot.bars values ('gold', 'hour', '2025-08-13 12:00:00Z', 1, 1, 1, 2, 1, '2025-08-13 12:00:00Z', '2025-08-13 12:00:00Z') $$,
  '%"high_is_highest"%', 'high is highest'
);

select throws_like(
  $$ insert into spot.bars values ('gold', 'hour', '2025-08-13 12:00:00Z', 1, 2, 1.5, 2, 1, '2025-08-13 12:00:00Z', '2025-08-13 12:00:00Z') $$,
  '%"low_is_lowest"%', 'low is lowest'
);

select throws_like(
  $$ insert into spot.bars values ('gold', 'hour', '2025-08-13 12:00:00Z', 2, 2, 1.5, 1, 1, '2025-08-13 12:00:00Z', '2025-08-13 12:00:00Z') $$,
  '%"low_is_lowest"%', 'low is lowest'
);

select * from finish();
rollback;
