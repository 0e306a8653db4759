begin;
select plan(6);

select throws_like(
  $$ insert into spot.provider_calls (provider_key, operation, called_at, outcome, cost, latency_ms, detail) values ('gold-api', 'latest', now(), 'ok', -1, 0, null) $$,
  '%"cost_is_not_negative"%', 'cost is not negative'
);

select throws_like(
  $$ insert into spot.provider_calls (provider_key, operation, called_at, outcome, cost, latency_ms, detail) values ('gold-api', 'latest', now(), 'ok', 1, -1, null) $$,
  '%"latency_is_not_negative"%', 'latency is not negative'
);

select throws_like(
  $$ insert into spot.provider_calls (provider_key, operation, called_at, outcome, cost, latency_ms, detail) values ('gold-api', 'latest', now(), 'ok', 1, 0, repeat('x', 501)) $$,
  '%"detail_is_short"%', 'detail is short'
);

select throws_like(
  $$ insert into spot.provider_calls (provider_key, operation, called_at, outcome, cost, latency_ms, detail) values ('nobody', 'latest', now(), 'ok', 1, 0, null) $$,
  '%"provider_calls_provider_key_fkey"%', 'provider calls provider key fkey'
);

select throws_like(
  $$ insert into spot.provider_usage (provider_key, month, calls) values ('gold-api', '2025-08-01', -1) $$,
  '%"calls_are_not_negative"%', 'calls are not negative'
);

select throws_like(
  $$ insert into spot.provider_usage (provider_key, month, calls) values ('gold-api', '2025-08-02', 1) $$,
  '%"month_begins_on_the_first"%', 'month begins on the first'
);

select * from finish();
rollback;
