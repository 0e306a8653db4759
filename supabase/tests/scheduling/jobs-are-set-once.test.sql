begin;
select plan(5);

select is(spot.schedule_pulls(), '*/5 * * * *', 'the schedule of five minutes');
select lives_ok('select spot.schedule_pulls(), spot.schedule_clean_up(), spot.schedule_watchdog()', 'scheduling again is safe');
select results_eq(
  $$
    select jobname::text, schedule, command
    from cron.job where jobname like 'spot-%' or jobname = 'prices-pull' order by jobname
  $$,
  $$
    values
      ('prices-pull', '*/5 * * * *', 'select spot.request_price_pull()'),
      ('spot-alert-delivery', '* * * * *', 'select spot.deliver_alerts()'),
      ('spot-clean-up', '17 3 * * *', 'select spot.clean_up()'),
      ('spot-watchdog', '* * * * *', 'select spot.watch()')
  $$,
  'there is one job each'
);
select cron.alter_job(jobid, active := false) from cron.job where jobname = 'prices-pull';
select spot.schedule_pulls();
select is((select active from cron.job where jobname = 'prices-pull'), true, 'scheduling switches a job on');
select is_empty(
  $$ select from cron.job where command ~* 'http|sb_secret|eyJ' $$, 'no job holds an address or a key'
);

select * from finish();
rollback;
