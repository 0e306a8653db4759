begin;
select plan(5);

select spot_tests.empty_tables();
select spot_tests.add('provider_calls', at => now() - interval '91 days');
select spot_tests.add('breaker_transitions', at => now() - interval '91 days');
create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise exception 'out of order'; end $$;
create trigger broken before delete on spot.provider_calls for each statement execute function pg_temp.refuse();

create temporary table done as select spot.clean_up() as answer;
select is(answer ->> 'breaker_transitions', '1', 'the other steps go on') from done;
select is(answer ? 'provider_calls', false, 'the one that failed counts nothing') from done;
select is(
  answer #>> '{failures,0,details,message}', 'Cannot clean up provider_calls: out of order', 'and is told'
) from done;
select results_eq(
  'select kind, subject, closed_at is null from spot.alerts', $$ values ('clean_up_failed', 'provider_calls', true) $$,
  'an alert is open'
);
drop trigger broken on spot.provider_calls;
select spot.clean_up();
select is((select count(*)::int from spot.alerts where closed_at is null), 0, 'until it works again');

select * from finish();
rollback;
