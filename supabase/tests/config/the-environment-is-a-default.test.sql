begin;
select plan(8);

create temporary table first as select version as before from spot.settings;
grant select on first to service_role;

set local role service_role;
select lives_ok(
  $$ select public.claim_pull('{"now": "2025-08-13T15:00:00Z", "environment": {"fetch_interval_seconds": 60}}') $$,
  'a pull brings FETCH_INTERVAL'
);
select results_eq(
  $$ select document ->> 'fetch_interval_seconds', version - before, updated_by from spot.settings, first $$,
  $$ values ('60', 1, 'environment') $$,
  'it is the setting while nobody has edited'
);
reset role;
select is((select schedule from cron.job where jobname = 'prices-pull'), '* * * * *', 'and the cron job follows');
set local role service_role;
select lives_ok($$ select spot.apply_environment('{"fetch_interval_seconds": 60}') $$, 'again');
select is((select version - before from spot.settings, first), 1, 'the same value is no new version');
select lives_ok($$ select public.update_config(version, '{"settings": {"fetch_interval_seconds": 900}}', 'me') from spot.settings $$, 'somebody edits');
select lives_ok($$ select spot.apply_environment('{"fetch_interval_seconds": 60}') $$, 'a pull brings the variable again');
select is(
  (select document ->> 'fetch_interval_seconds' from spot.settings), '900', 'what a person set stays'
);

select * from finish();
rollback;
