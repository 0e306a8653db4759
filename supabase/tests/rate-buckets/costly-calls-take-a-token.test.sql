begin;
select plan(7);

select spot_tests.empty_tables();
update spot.settings set document = document || '{"rate_limit_per_minute": 1}';
create temporary view client as select repeat('a', 64) as digest;

select is(
  public.begin_provider_call('gold-api', 'latest', 1, (select digest from client)) ->> 'allowed', 'true',
  'a call of the proxy takes a token'
);
select throws_like(
  $$ select public.begin_provider_call('gold-api', 'latest', 1, (select digest from client)) $$, '%"LIMIT_REQUESTS"%',
  'the next one is refused'
);
select is((select sum(calls)::int from spot.provider_usage), 1, 'a call that is refused is not charged');

select lives_ok(
  $$ select public.update_config(version, '{"settings": {"quote_retention_days": 61}}', 'test', (select digest from client)) from spot.settings $$,
  'a change of the settings takes a token'
);
select throws_like(
  $$ select public.update_config(version, '{"settings": {"quote_retention_days": 62}}', 'test', (select digest from client)) from spot.settings $$,
  '%"LIMIT_REQUESTS"%', 'the next one is refused'
);
select is(
  (select document ->> 'quote_retention_days' from spot.settings), '61', 'a change that is refused changes nothing'
);

select public.claim_pull(jsonb_build_object('origin', 'live', 'client', digest)) from client;
select throws_like(
  $$ select public.claim_pull(jsonb_build_object('origin', 'live', 'client', digest)) from client $$, '%"LIMIT_REQUESTS"%',
  'so does a pull'
);
select * from finish();
rollback;
