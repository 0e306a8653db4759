begin;
select plan(18);

select spot_tests.refuses(format('update spot.settings set document = document || %L', change), name)
from (
  values
    ('{"fetch_interval_seconds": 9}', 'fetch_interval_is_10_to_86400_seconds'),
    ('{"fetch_interval_seconds": 86401}', 'fetch_interval_is_10_to_86400_seconds'),
    ('{"fetch_interval_seconds": null}', 'fetch_interval_is_10_to_86400_seconds'),
    ('{"rate_limit_per_minute": -1}', 'rate_limit_is_0_to_100000'),
    ('{"rate_limit_per_minute": 100001}', 'rate_limit_is_0_to_100000'),
    ('{"rate_limit_per_minute": null}', 'rate_limit_is_0_to_100000'),
    ('{"quote_retention_days": 0}', 'quote_retention_is_1_to_3650_days'),
    ('{"quote_retention_days": 3651}', 'quote_retention_is_1_to_3650_days'),
    ('{"quote_retention_days": null}', 'quote_retention_is_1_to_3650_days'),
    ('{"call_retention_days": 31}', 'call_retention_is_32_to_3650_days'),
    ('{"call_retention_days": 3651}', 'call_retention_is_32_to_3650_days'),
    ('{"call_retention_days": null}', 'call_retention_is_32_to_3650_days'),
    ('{"proxy_access": "anyone"}', 'proxy_access_is_known')
) as refused (change, name);

select spot_tests.refuses(
  $$ update spot.settings set document = document - 'fetch_interval_seconds' $$,
  'fetch_interval_is_10_to_86400_seconds'
);
select spot_tests.refuses($$ update spot.settings set document = document - 'proxy_access' $$, 'proxy_access_is_known');
select spot_tests.refuses($$ update spot.settings set version = 0 $$, 'version_is_positive');
select spot_tests.refuses(
  $$ insert into spot.settings (settings_id, document, updated_by) select false, document, updated_by from spot.settings $$,
  'there_is_one_row'
);
select spot_tests.refuses(
  $$ insert into spot.settings (document, updated_by) select document, updated_by from spot.settings $$, 'settings_pkey'
);

select * from finish();
rollback;
