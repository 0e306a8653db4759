begin;
select plan(14);

-- Wednesday 13 August 2025, open market; a price of 15:00.
create function pg_temp.state(facts jsonb, moment timestamptz) returns text language sql as $$
  select spot.price_state(
    jsonb_populate_record(
      null::spot.latest_prices,
      jsonb_build_object(
        'status', 'agreed', 'last_outcome', 'priced', 'fetch_interval_seconds', 300,
        'priced_at', '2025-08-13 15:00:00Z', 'quoted_at', '2025-08-13 15:00:00Z', 'pulled_slot_at', '2025-08-13 15:00:00Z'
      ) || facts
    ),
    moment
  )
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
  pg_temp.state('{"quoted_at": null}', '2025-08-13 15:00:01Z'), 'fresh', 'our time counts where the provider gives none'
);

select * from finish();
rollback;
