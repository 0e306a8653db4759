begin;
select plan(6);

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

select throws_ok(
  $$
    select pg_temp.record(
      pull || '{"quotes": [{"provider": "gold-api", "metal": "tin", "price": 1, "fetched_at": "2025-08-13T15:00:01Z", "verdict": "accepted"}]}'
    ) from facts
  $$,
  '23514', null, 'a quote of an unknown metal is refused'
);
select throws_ok(
  $$ select pg_temp.record(jsonb_set(pull, '{prices,0,price}', '0')) from facts $$, '23514', null, 'so is a price of zero'
);
select throws_ok(
  $$ select pg_temp.record(jsonb_set(pull, '{fx,0,usd_value}', '0')) from facts $$, '23514', null, 'a rate of zero'
);
select throws_ok(
  $$ select pg_temp.record(jsonb_set(pull, '{calls,0,provider}', '"nobody"')) from facts $$, '23503', null,
  'and a call to nobody'
);
select throws_ok(
  $$ select pg_temp.record(pull || '{"state": "fine"}') from facts $$, '23514', null, 'and an end that is none'
);
select is(
  pg_temp.counts(),
  '{"calls": 0, "usage": 0, "quotes": 0, "prices": 0, "bars": 0, "fx": 0, "alerts": 0, "state": "running"}',
  'after each of them nothing is written and the pull still runs'
);

select * from finish();
rollback;
