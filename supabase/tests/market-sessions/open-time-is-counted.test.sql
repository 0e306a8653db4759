begin;
select plan(12);

select is(spot.market_is_open('2025-08-13 20:59:59Z'), true, 'open until 17:00 New York');
select is(spot.market_is_open('2025-08-13 21:00:00Z'), false, 'closed in the daily break');
select is(spot.market_is_open('2025-08-13 22:00:00Z'), true, 'open from 18:00');
select is(spot.market_is_open('2025-08-09 12:00:00Z'), false, 'closed on Saturday');
select is(spot.market_is_open('2025-12-25 12:00:00Z'), false, 'closed at Christmas');
select is(spot.market_is_thin('2025-07-04 19:00:00Z'), true, 'thin after the early close of a holiday');
select is(spot.market_is_thin('2025-07-03 19:00:00Z'), false, 'not thin on the day before');
select is(spot.open_seconds_between('2025-08-13 20:59:00Z', '2025-08-13 22:01:00Z'), 120.0, 'the break does not count');
select is(spot.open_seconds_between('2025-08-08 20:59:00Z', '2025-08-10 22:01:00Z'), 120.0, 'nor does the weekend');
select is(spot.open_seconds_between('2025-08-13 21:30:00Z', '2025-08-13 22:01:00Z'), 60.0, 'nor does a session that is over');
-- Daylight saving time ended on Sunday 2 November 2025.
select is(
  spot.open_seconds_between('2025-10-31 20:59:00Z', '2025-11-02 23:01:00Z'), 120.0, 'nor the longer one in autumn'
);
select is(spot.open_seconds_between('2025-08-13 15:01:00Z', '2025-08-13 15:00:00Z'), 0.0, 'time does not run back');

select * from finish();
rollback;
