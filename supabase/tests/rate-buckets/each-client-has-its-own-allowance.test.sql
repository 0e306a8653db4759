begin;
select plan(11);

select spot_tests.empty_tables();
update spot.settings set document = document || '{"rate_limit_per_minute": 3}';
create temporary view clients as select repeat('a', 64) as a, repeat('b', 64) as b;

select lives_ok($$ select spot.take_token('config', a) from clients, generate_series(1, 3) $$, 'as many as the setting says');
select throws_like($$ select spot.take_token('config', a) from clients $$, '%"LIMIT_REQUESTS"%', 'one more is refused');
select throws_like(
  $$ select spot.take_token('config', a) from clients $$, '%At most 3 a minute; try again in 20 s%',
  'the refusal says when the next one comes back'
);
select lives_ok($$ select spot.take_token('config', b) from clients $$, 'another client is not touched');
select lives_ok($$ select spot.take_token('prices-pull', a) from clients $$, 'nor is another function');
select lives_ok($$ select spot.take_token('config', null) from generate_series(1, 9) $$, 'who is not named is not limited');

update spot.rate_buckets set filled_at = filled_at - interval '20 seconds' where function_name = 'config' and client like 'a%';
select lives_ok($$ select spot.take_token('config', a) from clients $$, 'a third of a minute brings one back');
select throws_like($$ select spot.take_token('config', a) from clients $$, '%"LIMIT_REQUESTS"%', 'and only one');

update spot.rate_buckets set filled_at = filled_at + interval '1 day' where client like 'b%';
select lives_ok($$ select spot.take_token('config', b) from clients $$, 'a clock that was set back takes nothing away');

update spot.rate_buckets set filled_at = now() - interval '1 hour';
select spot.take_token('provider-proxy', repeat('c', 64));
select is(
  (select count(*)::int from spot.rate_buckets), 2, 'each call removes two buckets that are full again: one of three is left'
);

update spot.settings set document = document || '{"rate_limit_per_minute": 0}';
select lives_ok($$ select spot.take_token('config', a) from clients, generate_series(1, 9) $$, 'zero sets no limit');

select * from finish();
rollback;
