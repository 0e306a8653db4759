begin;
select plan(1);

select spot_tests.empty_tables();
select spot_tests.prices_at(date_trunc('minute', now()), '{"gold": 4000}');
select spot.refresh_latest_prices();
select ok(
  (public.read_prices('gold', at => to_char(now() at time zone 'UTC', 'YYYY-MM-DD')) ->> 'stale_after')::timestamptz
    < now() + interval '6 minutes',
  'an answer about today lives until the next slot'
);

select * from finish();
rollback;
