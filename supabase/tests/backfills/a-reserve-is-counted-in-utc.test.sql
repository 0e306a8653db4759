begin;
select plan(3);

-- March 2026 has an hour less in Berlin than in UTC, and begins earlier in Kolkata.
create function pg_temp.reserve(zone text) returns int language plpgsql as $$
begin
  perform set_config('timezone', zone, true);
  return spot.backfill_reserve(100000, '2026-03-29 12:00:00Z');
end;
$$;
select is(pg_temp.reserve('UTC'), 14033, 'a tenth of the quota, and half of what the rest of the month gets');
select is(pg_temp.reserve('Europe/Berlin'), 14033, 'and the same in a database of Berlin');
select is(pg_temp.reserve('Asia/Kolkata'), 14033, 'and of Kolkata');

select * from finish();
rollback;
