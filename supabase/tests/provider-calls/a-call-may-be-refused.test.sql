begin;
select plan(7);

select spot_tests.empty_tables();
update spot.providers set monthly_quota = 5 where provider_key = 'gold-api';
select spot.charge_calls('gold-api', now(), 4);

select is(
  public.begin_provider_call('gold-api', 'latest', 1) ->> 'allowed', 'true', 'the last call of the month is allowed'
);
select is(
  public.begin_provider_call('gold-api', 'latest', 1) - 'retry_after_seconds',
  '{"allowed": false, "reason": "quota_spent", "monthly_quota": 5, "calls_this_month": 5}', 'one more is not'
);
select is(
  (public.begin_provider_call('gold-api', 'latest', 1) ->> 'retry_after_seconds')::int between 1 and 31 * 86400, true,
  'it says when the next month begins'
);
select is((select calls from spot.provider_usage), 5, 'a call that is refused is not charged');

update spot.provider_states
set breaker = jsonb_build_object('disabled_until', now() + interval '90 seconds', 'disabled_reason', 'rate_limited')
where provider_key = 'gold-api';
select is(
  public.begin_provider_call('gold-api', 'latest', 1),
  '{"allowed": false, "reason": "rate_limited", "retry_after_seconds": 90}', 'a provider that asked for a pause gets it'
);

update spot.providers set is_enabled = false where provider_key = 'gold-api';
select is(
  public.begin_provider_call('gold-api', 'latest', 1), '{"allowed": false, "reason": "disabled"}',
  'a provider that is switched off is not called'
);
select throws_like(
  $$ select public.begin_provider_call('nobody', 'latest', 1) $$, '%"INPUT_NOT_FOUND"%', 'nobody is not a provider'
);

select * from finish();
rollback;
