begin;
select plan(4);

set local role service_role;
select lives_ok(
  $$ select public.update_config(version, '{"settings": {"fetch_interval_seconds": 600}}', 'me') from spot.settings $$,
  'the interval is changed'
);
reset role;
select results_eq(
  $$ select schedule, active from cron.job where jobname = 'prices-pull' $$,
  $$ values ('*/10 * * * *', true) $$,
  'the cron job follows at once'
);
select cron.alter_job(jobid, active := false) from cron.job where jobname = 'prices-pull';
select lives_ok(
  $$ select public.update_config(version, '{"settings": {"rate_limit_per_minute": 9}}', 'me') from spot.settings $$,
  'something else is changed'
);
select is(
  (select active from cron.job where jobname = 'prices-pull'), false, 'a job that was switched off by hand stays off'
);

select * from finish();
rollback;
