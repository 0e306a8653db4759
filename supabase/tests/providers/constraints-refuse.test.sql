begin;
select plan(7);

select spot_tests.refuses(
  $$ update spot.providers set provider_key = 'Gold API' where provider_key = 'gold-api' $$, 'provider_key_is_a_slug'
);
select spot_tests.refuses($$ update spot.providers set kind = 'futures' $$, 'kind_is_known');
select spot_tests.refuses($$ update spot.providers set priority = 0 $$, 'priority_is_positive');
select spot_tests.refuses($$ update spot.providers set monthly_quota = -1 $$, 'monthly_quota_is_not_negative');
select spot_tests.refuses(
  $$ update spot.providers set minimum_interval_seconds = -1 $$, 'minimum_interval_is_not_negative'
);
select spot_tests.refuses(
  $$ insert into spot.provider_states (provider_key) values ('nobody') $$, 'provider_states_provider_key_fkey'
);
select spot_tests.refuses_row('breaker_transitions', '{"from_state": "open"}', 'a_transition_changes_something');

select * from finish();
rollback;
