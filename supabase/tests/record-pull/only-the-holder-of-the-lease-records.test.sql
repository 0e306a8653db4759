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
create function pg_temp.refusal(query text) returns text language plpgsql as $$
declare
  v_body text;
  v_head text;
begin
  execute query;
  return 'not refused';
exception when sqlstate 'PGRST' then
  get stacked diagnostics v_body = message_text, v_head = pg_exception_detail;
  return format('%s %s', v_head::json ->> 'status', v_body::json ->> 'code');
end;
$$;

update spot.pulls set lease_token = gen_random_uuid();
select is(
  pg_temp.refusal($$ select pg_temp.record(pull) from facts $$), '409 PULL_LEASE_LOST', 'a lease that was taken over is refused'
);
select is(
  pg_temp.refusal($$ select pg_temp.record(pull || '{"pull_id": 0}') from facts $$), '409 PULL_LEASE_LOST',
  'so is a pull that does not exist'
);
select is(
  pg_temp.refusal($$ select pg_temp.record(pull || '{"lease_token": null}') from facts $$), '409 PULL_LEASE_LOST',
  'and a call without a lease'
);
select is((pg_temp.counts() ->> 'prices')::int, 0, 'nothing is written');

select * from finish();
rollback;
