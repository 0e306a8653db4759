begin;
select plan(2);

select results_eq(
  $$
    select seconds, spot.cron_schedule_for(seconds)
    from unnest(array[10, 45, 59, 60, 90, 120, 300, 420, 600, 900, 1800, 3600, 5400, 7200, 18000, 21600, 43200, 86400])
      with ordinality as wanted (seconds, place)
    order by place
  $$,
  $$
    values
      (10, '10 seconds'), (45, '45 seconds'), (59, '59 seconds'), (60, '* * * * *'), (90, '* * * * *'),
      (120, '*/2 * * * *'), (300, '*/5 * * * *'), (420, '* * * * *'), (600, '*/10 * * * *'), (900, '*/15 * * * *'),
      (1800, '*/30 * * * *'), (3600, '0 * * * *'), (5400, '* * * * *'), (7200, '0 */2 * * *'), (18000, '* * * * *'),
      (21600, '0 */6 * * *'), (43200, '0 */12 * * *'), (86400, '0 0 * * *')
  $$,
  'whole parts of an hour or a day have their own schedule, others look every minute'
);
select lives_ok(
  $$
    select cron.schedule('test-' || seconds, spot.cron_schedule_for(seconds), 'select 1')
    from unnest(array[10, 59, 60, 420, 3600, 86400]) as seconds
  $$,
  'cron takes each of them'
);

select * from finish();
rollback;
