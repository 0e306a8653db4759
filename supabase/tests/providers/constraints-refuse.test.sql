begin;
select plan(7);

select throws_like(
  $$ update spot.providers set provider_key = 'Gold API' where provider_key = 'gold-api' $$,
  '%"provider_key_is_a_slug"%', 'provider key is a slug'
);

select throws_like(
  $$ update spot.providers set kind = 'futures' $$,
  '%"kind_is_known"%', 'kind is known'
);

select throws_like(
  $$ update spot.providers set priority = 0 $$,
  '%"priority_is_positive"%', 'priority is positive'
);

select throws_like(
  $$ update spot.providers set monthly_quota = -1 $$,
  '%"monthly_quota_is_not_negative"%', 'monthly quota is not negative'
);

select throws_like(
  $$ update spot.providers set minimum_interval_seconds = -1 $$,
  '%"minimum_interval_is_not_negative"%', 'minimum interval is not negative'
);

select throws_like(
  $$ insert into spot.provider_states (provider_key) values ('nobody') $$,
  '%"provider_states_provider_key_fkey"%', 'provider states provider key fkey'
);

select throws_like(
  $$ insert into spot.breaker_transitions (provider_key, changed_at, from_state, to_state) values ('gold-api', now(), 'open', 'open') $$,
  '%"a_transition_changes_something"%', 'a transition changes something'
);

select * from finish();
rollback;
