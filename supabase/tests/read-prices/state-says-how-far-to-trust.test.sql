begin;
select plan(24);

-- Wednesday 13 August 2025, open market; a price of 15:00.
create function pg_temp.standing(facts jsonb, moment timestamptz) returns text language sql as $$
  select state || coalesce(': ' || reason, '')
  from spot.price_standing(
    jsonb_populate_record(
      null::spot.published_price,
      jsonb_build_object(
        'status', 'agreed', 'last_outcome', 'priced', 'fetch_interval_seconds', 300,
        'priced_at', '2025-08-13 15:00:00Z', 'quoted_at', '2025-08-13 15:00:00Z', 'pulled_slot_at', '2025-08-13 15:00:00Z'
      ) || facts
    ),
    moment
  )
$$;
create function pg_temp.state(facts jsonb, moment timestamptz) returns text language sql as $$
  select split_part(pg_temp.standing(facts, moment), ':', 1)
$$;

select is(pg_temp.state('{}', '2025-08-13 15:10:00Z'), 'fresh', 'fresh for two intervals');
select is(pg_temp.state('{}', '2025-08-13 15:10:01Z'), 'stale', 'stale after that');
select is(
  pg_temp.state('{"fetch_interval_seconds": 60}', '2025-08-13 15:10:00Z'), 'fresh', 'fresh for ten minutes at least'
);
select is(
  pg_temp.state('{"fetch_interval_seconds": 1200}', '2025-08-13 15:40:00Z'), 'fresh', 'a long interval stays fresh longer'
);
select is(
  pg_temp.state('{"carry_until": "2025-08-13T16:00:00Z"}', '2025-08-13 16:00:00Z'), 'carried',
  'carried while the plan expects no newer price'
);
select is(
  pg_temp.state('{"carry_until": "2025-08-13T16:00:00Z"}', '2025-08-13 16:00:01Z'), 'stale', 'and stale after it'
);
select is(
  pg_temp.state('{"status": "disputed"}', '2025-08-13 15:00:01Z'), 'disputed', 'two families that differ'
);
select is(
  pg_temp.state('{"last_outcome": "failed", "last_asked_at": "2025-08-13T15:05:00Z"}', '2025-08-13 15:05:01Z'), 'stale',
  'stale as soon as a newer pull got nothing'
);
select is(
  pg_temp.state('{"last_outcome": "quarantined", "last_asked_at": "2025-08-13T15:05:00Z"}', '2025-08-13 15:05:01Z'),
  'stale', 'stale while a jump waits for confirmation'
);
select is(
  pg_temp.state('{"last_outcome": "none_due", "pulled_slot_at": "2025-08-13T15:05:00Z"}', '2025-08-13 15:05:01Z'), 'fresh',
  'a pull that was not due changes nothing'
);
-- Friday's close is 21:00Z, Sunday's opening 22:00Z.
select is(
  pg_temp.state(
    '{"priced_at": "2025-08-08T20:55:00Z", "quoted_at": "2025-08-08T20:55:00Z"}', '2025-08-10 12:00:00Z'
  ),
  'fresh', 'a price does not age while nobody trades'
);
select is(
  pg_temp.state(
    '{"priced_at": "2025-08-08T20:55:00Z", "quoted_at": "2025-08-08T20:55:00Z"}', '2025-08-10 22:05:01Z'
  ),
  'stale', 'and goes on ageing when trade begins'
);
select is(
  pg_temp.state('{"quoted_at": "2025-08-13T14:00:00Z"}', '2025-08-13 15:00:01Z'), 'stale',
  'the provider''s own time counts, not ours'
);
select is(
  pg_temp.standing('{"quoted_at": null}', '2025-08-13 15:00:01Z'), 'stale: the price has no time of its own',
  'without a time nothing is fresh'
);

-- A dispute does not hide that the price is old, and an old price still says that it is disputed.
select is(
  pg_temp.standing('{"status": "disputed", "witnesses": ["metals-dev", "gold-api"]}', '2025-08-13 15:00:01Z'),
  'disputed: disputed by gold-api, metals-dev', 'who denies the price is named'
);
select is(
  pg_temp.standing('{"status": "disputed", "witnesses": ["reference"]}', '2025-08-13 15:10:01Z'),
  'stale: disputed by reference; the last quote is of 2025-08-13T15:00:00Z', 'a disputed price goes stale'
);
select is(
  pg_temp.standing(
    '{"status": "disputed", "last_outcome": "failed", "last_reason": "gold-api: timeout", "last_asked_at": "2025-08-13T15:05:00Z"}',
    '2025-08-13 15:05:01Z'
  ),
  'stale: disputed: the sources differ; gold-api: timeout', 'at once where the newest pull failed'
);
select is(
  pg_temp.state('{"status": "disputed", "carry_until": "2025-08-13T16:00:00Z"}', '2025-08-13 16:00:00Z'), 'disputed',
  'and not while the plan expects no newer price'
);
select is(
  pg_temp.standing('{"status": "imported"}', '2025-08-13 15:00:01Z'), 'stale: a price of a history file is not live',
  'a fix of a file is not live'
);

-- The rate of a currency has an age too.
select is(
  pg_temp.state('{"currency": "IDR", "currency_quoted_at": "2025-08-08T00:00:00Z"}', '2025-08-13 15:00:01Z'), 'fresh',
  'a rate of five days ago is fresh'
);
select is(
  pg_temp.standing('{"currency": "IDR", "currency_quoted_at": "2025-08-07T00:00:00Z"}', '2025-08-13 15:00:01Z'),
  'stale: fx: the rate of IDR is of 2025-08-07', 'one of six days ago makes the price stale'
);
select is(
  pg_temp.standing(
    '{"currency": "IDR", "currency_quoted_at": "2025-08-07T00:00:00Z", "status": "disputed"}', '2025-08-13 15:00:01Z'
  ),
  'stale: disputed: the sources differ; fx: the rate of IDR is of 2025-08-07', 'beside a dispute as well'
);
select is(pg_temp.standing('{}', '2025-08-13 15:00:01Z'), 'fresh', 'what is fresh needs no reason');
select is(
  pg_temp.standing('{"carry_until": "2025-08-13T16:00:00Z", "last_reason": "none is due"}', '2025-08-13 15:30:00Z'),
  'carried: none is due', 'a carried price says why'
);

select * from finish();
rollback;
