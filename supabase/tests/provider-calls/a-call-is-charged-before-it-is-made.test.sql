begin;
select plan(7);

select spot_tests.empty_tables();

set local role service_role;
select is(
  public.begin_provider_call('gold-api', 'latest', 2) - 'call_id',
  '{"allowed": true, "calls_this_month": 2, "monthly_quota": null}', 'a call is allowed and charged'
);
select results_eq(
  $$ select outcome, cost from spot.provider_calls $$, $$ values ('pending', 2) $$, 'the ledger has it as pending'
);
select lives_ok(
  $$
    select public.finish_provider_call(call_id, '{"outcome": "ok", "http_status": 200, "latency_ms": 70, "cost": 3}')
    from spot.provider_calls
  $$,
  'it ends'
);
select results_eq(
  $$ select outcome, cost, http_status from spot.provider_calls $$, $$ values ('ok', 3, 200) $$, 'with its outcome'
);
select is((select calls from spot.provider_usage), 3, 'a retry is charged as well');
select lives_ok(
  $$ select public.finish_provider_call(call_id, '{"outcome": "timeout", "cost": 9}') from spot.provider_calls $$,
  'ending it again is no error'
);
select results_eq(
  $$ select outcome, cost from spot.provider_calls $$, $$ values ('ok', 3) $$, 'and changes nothing'
);

select * from finish();
rollback;
