-- Pulls as the function prices-pull makes them: a claim, and what was found.
begin;
select plan(1);

create or replace function spot_tests.claim(
  slot timestamptz, moment timestamptz default null, request jsonb default '{}'
) returns jsonb language sql as $$
  select public.claim_pull(
    jsonb_build_object('trigger', 'replay', 'origin', 'live', 'slot', slot, 'now', coalesce(moment, slot)) || request
  )
$$;
comment on function spot_tests.claim is
  'Claims a slot at a moment (its beginning unless said), with more of claim_pull''s request.';

create or replace function spot_tests.record(claim jsonb, facts jsonb default '{}') returns jsonb language sql as $$
  select public.record_pull(
    jsonb_build_object(
      'pull_id', claim -> 'pull_id', 'lease_token', claim -> 'lease_token', 'state', 'succeeded',
      'finished_at', (claim ->> 'now')::timestamptz + interval '2 seconds'
    ) || facts
  )
$$;
comment on function spot_tests.record is 'Records a pull two seconds after its claim, with these facts of record_pull.';

create or replace function spot_tests.as_outcomes(prices jsonb, outcomes jsonb) returns jsonb language sql as $$
  select coalesce(
    jsonb_object_agg(
      metal,
      case jsonb_typeof(outcome)
        when 'object' then outcome
        else jsonb_build_object('outcome', outcome, 'reason', 'because ' || (outcome #>> '{}'))
      end
    ),
    '{}'
  )
  from (
    select metal, coalesce(outcomes -> metal, '"priced"') as outcome
    from jsonb_object_keys(prices || outcomes) as metal
  ) as given
$$;
comment on function spot_tests.as_outcomes is
  'What came of each metal: priced where there is a price and nothing else is said.';

create or replace function spot_tests.pull_at(
  slot timestamptz, prices jsonb default '{}', rates jsonb default '{}', outcomes jsonb default '{}',
  origin text default 'live', facts jsonb default '{}', request jsonb default '{}'
) returns jsonb language sql as $$
  select spot_tests.record(
    spot_tests.claim(slot, request => jsonb_build_object('origin', origin) || request),
    jsonb_build_object(
      'state', case when prices = '{}' then 'failed' else 'succeeded' end,
      'prices', spot_tests.as_prices(slot, prices, origin),
      'fx', spot_tests.as_rates(slot, rates),
      'metals', spot_tests.as_outcomes(prices, outcomes)
    ) || facts
  )
$$;
comment on function spot_tests.pull_at is
  'One whole pull of a slot, as though it were that time. outcomes are {"silver": "failed"}; facts are more of '
  'record_pull, such as {"alerts": …}, and request of claim_pull. Answers as record_pull.';

create or replace function spot_tests.whole_pull() returns jsonb language sql as $$
  select '{
    "metals": {"gold": {"outcome": "priced", "sources": [{"provider": "gold-api", "price": 3350}]}},
    "summary": {"quotes": 1},
    "calls": [{
      "provider": "gold-api", "operation": "latest", "called_at": "2025-08-13T15:00:00Z", "outcome": "ok",
      "http_status": 200, "cost": 2, "latency_ms": 80
    }],
    "quotes": [{
      "provider": "gold-api", "metal": "gold", "price": 3350, "fetched_at": "2025-08-13T15:00:01Z",
      "quoted_at": "2025-08-13T15:00:00Z", "verdict": "accepted"
    }],
    "prices": [{
      "metal": "gold", "price": 3350, "fetched_at": "2025-08-13T15:00:01Z", "quoted_at": "2025-08-13T15:00:00Z",
      "status": "single", "provider": "gold-api.com"
    }],
    "fx": [{"currency": "EUR", "usd_value": 1.17, "quoted_at": "2025-08-13T00:00:00Z", "provider": "frankfurter"}],
    "provider_states": [{
      "provider": "gold-api", "breaker": {"state": "closed"}, "last_called_at": "2025-08-13T15:00:00Z"
    }],
    "alerts": {"evaluated": ["spread"], "conditions": [{"kind": "spread", "subject": "gold", "severity": "warning"}]}
  }'::jsonb
$$;
comment on function spot_tests.whole_pull is
  'Facts of record_pull with one of each kind, for the slot of 13 August 2025, 15:00 UTC.';

create or replace function spot_tests.counts() returns jsonb language sql as $$
  select jsonb_build_object(
    'calls', (select count(*) from spot.provider_calls),
    'usage', (select coalesce(sum(calls), 0) from spot.provider_usage),
    'quotes', (select count(*) from spot.quotes), 'prices', (select count(*) from spot.prices),
    'bars', (select count(*) from spot.bars), 'fx', (select count(*) from spot.fx_rates),
    'alerts', (select count(*) from spot.alerts), 'state', (select state from spot.pulls)
  )
$$;
comment on function spot_tests.counts is
  'What a database with one pull holds: rows of each table, charged calls, state of the pull.';

select has_function('spot_tests', 'pull_at', 'the helpers of pulls are there');
select * from finish();
commit;
