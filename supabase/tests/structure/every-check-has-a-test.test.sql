-- A new check fails here until constraints-refuse.test.sql of its table shows what it refuses.
begin;
select plan(1);

select set_eq(
  $$
    select relation.relname::text as relation, conname::text as name
    from pg_catalog.pg_constraint
    join pg_catalog.pg_class as relation on relation.oid = conrelid
    where connamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and contype = 'c'
      and not relation.relispartition
  $$,
  $$
    select relation, unnest(names)
    from (
      values
        ('alert_deliveries', array['event_is_known', 'delivery_state_is_known']),
        ('alerts', array['kind_is_a_word', 'severity_is_known', 'closed_after_opened']),
        ('backfills', array['backfill_origin_is_known', 'backfill_metal_is_known', 'backfill_begins_before_it_ends']),
        (
          'bars',
          array['metal_is_known', 'price_count_is_positive', 'high_is_highest', 'low_is_lowest']
        ),
        ('breaker_transitions', array['a_transition_changes_something']),
        ('fx_rates', array['currency_is_a_code', 'usd_value_is_positive_and_finite']),
        ('fx_refusals', array['detail_is_short', 'days_are_counted_from_one']),
        ('market_sessions', array['session_closes_after_it_opens', 'thin_part_lies_inside_the_session']),
        (
          'prices',
          array[
            'metal_is_known', 'status_is_known', 'price_is_positive_and_finite', 'bid_is_positive',
            'ask_is_not_below_bid', 'confidence_is_not_negative', 'corroboration_is_known'
          ]
        ),
        ('provider_calls', array['latency_is_not_negative', 'cost_is_not_negative', 'detail_is_short']),
        ('provider_usage', array['month_begins_on_the_first', 'calls_are_not_negative']),
        (
          'providers',
          array[
            'provider_key_is_a_slug', 'kind_is_known', 'priority_is_positive', 'monthly_quota_is_not_negative',
            'minimum_interval_is_not_negative'
          ]
        ),
        ('pulls', array['trigger_is_known', 'origin_is_known', 'state_is_known', 'finished_unless_running']),
        ('rate_buckets', array['function_is_limited', 'client_is_a_digest', 'tokens_are_not_negative']),
        ('quotes', array['metal_is_known', 'verdict_is_known', 'detail_is_short', 'a_refusal_has_a_reason']),
        ('reference_prices', array['metal_is_known', 'price_is_positive_and_finite']),
        ('retracted_prices', array['reason_is_said']),
        (
          'settings',
          array[
            'there_is_one_row', 'version_is_positive', 'fetch_interval_is_10_to_86400_seconds',
            'rate_limit_is_0_to_100000', 'proxy_access_is_known',
            'quote_retention_is_1_to_3650_days', 'call_retention_is_32_to_3650_days',
            'run_details_retention_is_1_to_365_days'
          ]
        )
    ) as tested (relation, names)
  $$,
  'every check is one that a test has seen refuse'
);

select * from finish();
rollback;
