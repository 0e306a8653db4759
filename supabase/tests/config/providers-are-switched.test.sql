begin;
select plan(5);

select is(
  (
    select value - 'calls_this_month' - 'last_called_at' - 'last_success_at' - 'breaker' - 'quota'
    from jsonb_array_elements(
      public.update_config(
        (select version from spot.settings),
        '{"providers": {"swissquote": {"enabled": true, "priority": 3, "monthly_quota": 50, "minimum_interval_seconds": 90}}}', 'me'
      ) -> 'providers'
    )
    where value ->> 'key' = 'swissquote'
  ) @> '{"enabled": true, "priority": 3, "monthly_quota": 50, "minimum_interval_seconds": 90}',
  true, 'what operators may change is changed'
);
select is(
  (
    select value ->> 'monthly_quota'
    from jsonb_array_elements(
      public.update_config((select version from spot.settings), '{"providers": {"swissquote": {"monthly_quota": null}}}', 'me')
        -> 'providers'
    )
    where value ->> 'key' = 'swissquote'
  ),
  null, 'a quota of null is no limit'
);
select throws_like(
  $$ select public.update_config(version, '{"providers": {"nobody": {"enabled": true}}}', 'me') from spot.settings $$,
  '%"INPUT_BAD_VALUE"%', 'an unknown provider is refused'
);
select throws_like(
  $$ select public.update_config(version, '{"providers": {"swissquote": {"priority": 0}}}', 'me') from spot.settings $$,
  '%"priority_is_positive"%', 'and so is a bad value'
);
select is(
  (select providers #>> '{swissquote,enabled}' from spot.settings_history order by version desc limit 1), 'true',
  'the history says how the providers were'
);

select * from finish();
rollback;
