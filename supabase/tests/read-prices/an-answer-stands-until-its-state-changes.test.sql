begin;
select plan(8);

-- Wednesday 13 August 2025, open market; a price of 15:00, an interval of five minutes, so that it is fresh for ten.
create function pg_temp.until(facts jsonb, moment timestamptz) returns timestamptz language sql as $$
  select spot.answer_stands_until(
    jsonb_populate_record(
      null::spot.published_price,
      jsonb_build_object(
        'fetch_interval_seconds', 300,
        'priced_at', '2025-08-13 15:00:00Z', 'quoted_at', '2025-08-13 15:00:00Z', 'pulled_slot_at', '2025-08-13 15:00:00Z'
      ) || facts
    ),
    moment
  )
$$;

select is(pg_temp.until('{}', '2025-08-13 15:01:00Z'), '2025-08-13 15:05:02Z', 'until the next slot');
select is(
  pg_temp.until('{"quoted_at": "2025-08-13T14:52:00Z"}', '2025-08-13 15:01:00Z'), '2025-08-13 15:02:00Z',
  'until the price grows too old'
);
select is(
  pg_temp.until('{"carry_until": "2025-08-13T15:03:00Z"}', '2025-08-13 15:01:00Z'), '2025-08-13 15:03:00Z',
  'until it is carried no longer'
);
select is(
  pg_temp.until('{"carry_until": "2025-08-13T14:03:00Z"}', '2025-08-13 15:01:00Z'), '2025-08-13 15:05:02Z',
  'what has passed changes nothing more'
);
-- Friday's close is 21:00Z, Sunday's opening 22:00Z.
select is(
  pg_temp.until(
    '{"quoted_at": "2025-08-08T20:55:00Z", "priced_at": "2025-08-08T20:55:00Z", "pulled_slot_at": "2025-08-10T22:00:00Z"}',
    '2025-08-10 22:01:00Z'
  ),
  '2025-08-10 22:05:00Z', 'five minutes of Friday and five of Sunday are ten'
);
select is(
  pg_temp.until(
    '{"currency": "IDR", "currency_quoted_at": "2025-08-08T10:00:00Z", "pulled_slot_at": "2025-08-13T23:55:00Z", "quoted_at": "2025-08-13T23:55:00Z"}',
    '2025-08-13 23:59:30Z'
  ),
  '2025-08-14 00:00:00Z', 'until the rate is too old'
);
select is(
  pg_temp.until(
    '{"currency": "IDR", "currency_quoted_at": "2025-07-14T10:00:00Z", "pulled_slot_at": "2025-08-13T23:55:00Z", "quoted_at": "2025-08-13T23:55:00Z"}',
    '2025-08-13 23:59:30Z'
  ),
  '2025-08-14 00:00:00Z', 'or says nothing any more'
);
select is(
  spot.open_time_after('2025-08-08 20:55Z', 600), '2025-08-10 22:05:00Z', 'open time goes on over a weekend'
);

select * from finish();
rollback;
