-- A new function fails here until somebody has decided who may call it.
begin;
select plan(1);

select set_eq(
  $$
    select pronamespace::regnamespace || '.' || proname, coalesce(granted.roles, '')
    from pg_catalog.pg_proc
    cross join lateral (
      select string_agg(role.name, ' ' order by role.name) as roles
      from (values ('anon'), ('authenticated'), ('service_role')) as role (name)
      where has_function_privilege(role.name, pg_proc.oid, 'execute')
    ) as granted
    where pronamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and not exists (select from pg_catalog.pg_depend where objid = pg_proc.oid and deptype = 'e')
  $$,
  $$
    -- What a read needs, which runs with the rights of whoever reads.
    select function, 'anon authenticated service_role' from unnest(array[
      'public.feed_bars', 'public.feed_latest', 'public.feed_samples', 'public.feed_year', 'public.read_health',
      'public.read_prices', 'public.read_prices_at', 'spot.answer_stands_until', 'spot.bars_between',
      'spot.currency_named', 'spot.dates_named', 'spot.dispute_reason', 'spot.feed_answer', 'spot.fresh_seconds',
      'spot.interval_step', 'spot.iso_code', 'spot.latest_fields', 'spot.market_is_open', 'spot.market_is_thin',
      'spot.metals_named', 'spot.moment_named', 'spot.old_rate_reason', 'spot.open_seconds_between',
      'spot.open_time_after', 'spot.past_stands_until', 'spot.price_after', 'spot.price_as_of', 'spot.price_decimals',
      'spot.price_standing', 'spot.prices_at_dates', 'spot.read_metal', 'spot.read_points', 'spot.refuse', 'spot.refuse_without_price',
      'spot.replaced_currencies', 'spot.series', 'spot.series_through_closures', 'spot.slot_of', 'spot.stale_after',
      'spot.stands_through_closure', 'spot.successor_in_words', 'spot.unit_named', 'spot.units_per_troy_ounce',
      'spot.utc', 'spot.window_named', 'spot.window_steps'
    ]) as function
    union all
    -- What a price admin does, and proves to be one.
    select 'public.retract_prices', 'authenticated service_role'
    union all
    -- What the functions do with the secret key.
    select function, 'service_role' from unnest(array[
      'public.compare_import', 'spot.compare_import', 'spot.check_import', 'spot.days_with_pulls', 'spot.held_origin', 'public.begin_backfill', 'public.export_page', 'spot.utc_exactly', 'public.begin_provider_call', 'public.record_backfill', 'spot.backfill_reserve', 'public.claim_pull', 'public.finish_import',
      'public.finish_provider_call', 'public.import_prices', 'public.prepare_import', 'public.read_config', 'public.record_pull', 'public.set_alert_webhook', 'public.set_project_address', 'public.update_config',
      'spot.apply_environment', 'spot.begin_provider_call', 'spot.take_token', 'spot.update_config', 'spot.charge_calls', 'spot.claim_pull', 'spot.cron_schedule_for',
      'spot.current_slot', 'spot.ensure_partition', 'spot.fold_into_bars', 'spot.import_prices', 'spot.job_status',
      'spot.failed_metals', 'spot.is_passing', 'spot.known_rates', 'spot.last_prices', 'spot.last_references', 'spot.own_time',
      'spot.record_findings', 'spot.record_fx_refusals', 'spot.record_references', 'spot.refused_rates', 'spot.missed_slots', 'spot.origin_of', 'spot.provider_ledger',
      'spot.discard_invented_prices', 'spot.keep_origins_apart', 'spot.provider_switches', 'spot.rate_conditions', 'spot.recent_pulls', 'spot.record_alerts',
      'spot.record_calls', 'spot.record_fx', 'spot.record_prices', 'spot.record_provider_states',
      'spot.record_pull', 'spot.record_quotes', 'spot.record_transitions', 'spot.refresh_latest_prices',
      'spot.schedule_pulls', 'spot.service_levels', 'spot.setting_problem', 'spot.setting_rules', 'spot.settings_problem', 'spot.store_settings', 'spot.watch'
    ]) as function
    union all
    -- What only migrations and cron jobs do.
    select function, '' from unnest(array[
      'spot.add_provider_state', 'spot.alert_body', 'spot.alert_text', 'spot.broadcast_pull', 'spot.check_retraction', 'spot.check_settings', 'spot.clean_step', 'spot.clean_up', 'spot.drop_old_quotes',
      'spot.forget_trust', 'spot.price_admin', 'spot.rebuild_bars', 'spot.collect_alert_answers',
      'spot.deliver_alerts', 'spot.delivery_pause', 'spot.easter_sunday', 'spot.fill_market_sessions',
      'spot.market_early_closes', 'spot.market_holidays', 'spot.nearest_workday', 'spot.price_detail', 'spot.thin_out',
      'spot.queue_alert_delivery', 'spot.request_price_pull', 'spot.schedule_clean_up',
      'spot.schedule_watchdog', 'spot.weekday_on_or_after'
    ]) as function
  $$,
  'functions may be called by anon, authenticated and service_role as decided'
);

select * from finish();
rollback;
