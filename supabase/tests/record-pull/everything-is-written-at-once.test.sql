begin;
select plan(4);

truncate spot.pulls, spot.provider_calls, spot.provider_usage, spot.quotes, spot.prices, spot.bars, spot.fx_rates, spot.alerts cascade;
create temporary table lease as
select public.claim_pull('{"trigger": "replay", "origin": "live", "slot": "2025-08-13T15:00:00Z", "now": "2025-08-13T15:00:00Z"}') as claim;
create function pg_temp.record(facts jsonb) returns jsonb language sql as $$
  select public.record_pull(
    jsonb_build_object(
      'pull_id', claim -> 'pull_id', 'lease_token', claim -> 'lease_token', 'state', 'succeeded',
      'finished_at', '2025-08-13T15:00:02Z'
    ) || facts
  )
  from lease
$$;
create temporary table facts as select $${
  "metals": {"gold": {"outcome": "priced", "sources": [{"provider": "gold-api", "price": 3350}]}},
  "summary": {"quotes": 1},
  "calls": [{"provider": "gold-api", "operation": "latest", "called_at": "2025-08-13T15:00:00Z", "outcome": "ok", "http_status": 200, "cost": 2, "latency_ms": 80}],
  "quotes": [{"provider": "gold-api", "metal": "gold", "price": 3350, "fetched_at": "2025-08-13T15:00:01Z", "quoted_at": "2025-08-13T15:00:00Z", "verdict": "accepted"}],
  "prices": [{"metal": "gold", "price": 3350, "fetched_at": "2025-08-13T15:00:01Z", "quoted_at": "2025-08-13T15:00:00Z", "status": "single", "provider": "gold-api.com"}],
  "fx": [{"currency": "EUR", "usd_value": 1.17, "quoted_at": "2025-08-13T00:00:00Z", "provider": "frankfurter"}],
  "provider_states": [{"provider": "gold-api", "breaker": {"state": "closed"}, "last_called_at": "2025-08-13T15:00:00Z"}],
  "alerts": {"evaluated": ["spread"], "conditions": [{"kind": "spread", "subject": "gold", "severity": "warning"}]}
}$$::jsonb as pull;
create function pg_temp.counts() returns jsonb language sql as $$
  select jsonb_build_object(
    'calls', (select count(*) from spot.provider_calls), 'usage', (select coalesce(sum(calls), 0) from spot.provider_usage),
    'quotes', (select count(*) from spot.quotes), 'prices', (select count(*) from spot.prices),
    'bars', (select count(*) from spot.bars), 'fx', (select count(*) from spot.fx_rates),
    'alerts', (select count(*) from spot.alerts), 'state', (select state from spot.pulls)
  )
$$;
grant select on lease, facts to service_role;

set local role service_role;
select is(
  (select pg_temp.record(pull) from facts) - 'pull_id', '{"state": "succeeded", "priced": 1, "repeated": false}',
  'the service records a pull'
);
select is(
  pg_temp.counts(),
  '{"calls": 1, "usage": 2, "quotes": 1, "prices": 1, "bars": 3, "fx": 1, "alerts": 1, "state": "succeeded"}',
  'calls, their cost, quotes, prices, bars, rates, alerts and the end of the pull are there'
);
select results_eq(
  $$ select price_usd, currency_usd_value, last_outcome, pulled_slot_at from spot.latest_prices where currency = 'EUR' $$,
  $$ values (3350::numeric, 1.17, 'priced', timestamptz '2025-08-13 15:00:00Z') $$,
  'and the latest price is the new one'
);
select is(
  (select breaker ->> 'state' from spot.provider_states where provider_key = 'gold-api'), 'closed',
  'the state of the provider is kept'
);

select * from finish();
rollback;
