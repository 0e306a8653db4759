begin;
select plan(3);

select throws_like(
  $$ insert into spot.rate_buckets values ('prices-read', repeat('a', 64), 1, now()) $$, '%"function_is_limited"%',
  'a bucket is of a function that writes or costs quota'
);
select throws_like(
  $$ insert into spot.rate_buckets values ('config', '203.0.113.7', 1, now()) $$, '%"client_is_a_digest"%',
  'an address is no digest and is not stored'
);
select throws_like(
  $$ insert into spot.rate_buckets values ('config', repeat('a', 64), -1, now()) $$, '%"tokens_are_not_negative"%',
  'nobody owes tokens'
);

select * from finish();
rollback;
