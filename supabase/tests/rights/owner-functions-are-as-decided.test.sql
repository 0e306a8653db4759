-- A function with its owner's rights is a door; each one is listed with the reason it needs them.
begin;
select plan(1);

select set_eq(
  $$
    select oid::regprocedure::text
    from pg_catalog.pg_proc
    where pronamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and prosecdef
      and not exists (select from pg_catalog.pg_depend where objid = pg_proc.oid and deptype = 'e')
  $$,
  array[
    -- Dropping partitions and cron's log.
    'spot.clean_up()',
    -- Emptying tables that nobody else may delete from; refuses where a real pull is in the ledger.
    'spot.discard_invented_prices()',
    -- Creating partitions.
    'spot.ensure_partition(text,timestamp with time zone)',
    -- Reading cron's jobs.
    'spot.job_status()',
    -- Only the owner of a materialized view refreshes it.
    'spot.refresh_latest_prices()',
    -- A cron job belongs to the role that schedules it.
    'spot.schedule_clean_up()',
    'spot.schedule_pulls()',
    'spot.schedule_watchdog()',
    -- Taking out prices, which nobody else may delete; it looks who calls.
    'retract_prices(text,timestamp with time zone,timestamp with time zone,text,boolean)',
    -- Writing and reading the webhook's secret in Vault, and the answers of pg_net.
    'set_alert_webhook(text,text,text)',
    -- Writing address and key of the schedule into Vault, and setting its jobs.
    'set_project_address(text,text)',
    -- Writing to the messages of Realtime.
    'spot.broadcast_pull()',
    'spot.collect_alert_answers()',
    'spot.deliver_alerts()'
  ],
  'only these functions run with the rights of their owner'
);

select * from finish();
rollback;
