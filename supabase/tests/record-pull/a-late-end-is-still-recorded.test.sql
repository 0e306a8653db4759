begin;
select plan(2);

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

update spot.pulls set state = 'abandoned', finished_at = '2025-08-13 15:05:00Z';
select is(
  (select pg_temp.record(pull) from facts) ->> 'priced', '1', 'a pull that was given up but kept its lease may record'
);
select is((select state from spot.pulls), 'succeeded', 'and is no longer abandoned');

select * from finish();
rollback;
