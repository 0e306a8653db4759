begin;
select plan(18);

select throws_like(
  $$ update spot.settings set document = document || '{"fetch_interval_seconds": 9}' $$,
  '%"fetch_interval_is_10_to_86400_seconds"%', 'fetch interval is 10 to 86400 seconds'
);

select throws_like(
  $$ update spot.settings set document = document || '{"fetch_interval_seconds": 86401}' $$,
  '%"fetch_interval_is_10_to_86400_seconds"%', 'fetch interval is 10 to 86400 seconds'
);

select throws_like(
  $$ update spot.settings set document = document || '{"fetch_interval_seconds": null}' $$,
  '%"fetch_interval_is_10_to_86400_seconds"%', 'fetch interval is 10 to 86400 seconds'
);

select throws_like(
  $$ update spot.settings set document = document || '{"rate_limit_per_minute": -1}' $$,
  '%"rate_limit_is_0_to_100000"%', 'rate limit is 0 to 100000'
);

select throws_like(
  $$ update spot.settings set document = document || '{"rate_limit_per_minute": 100001}' $$,
  '%"rate_limit_is_0_to_100000"%', 'rate limit is 0 to 100000'
);

select throws_like(
  $$ update spot.settings set document = document || '{"rate_limit_per_minute": null}' $$,
  '%"rate_limit_is_0_to_100000"%', 'rate limit is 0 to 100000'
);

select throws_like(
  $$ update spot.settings set document = document || '{"quote_retention_days": 0}' $$,
  '%"quote_retention_is_1_to_3650_days"%', 'quote retention is 1 to 3650 days'
);

select throws_like(
  $$ update spot.settings set document = document || '{"quote_retention_days": 3651}' $$,
  '%"quote_retention_is_1_to_3650_days"%', 'quote retention is 1 to 3650 days'
);

select throws_like(
  $$ update spot.settings set document = document || '{"quote_retention_days": null}' $$,
  '%"quote_retention_is_1_to_3650_days"%', 'quote retention is 1 to 3650 days'
);

select throws_like(
  $$ update spot.settings set document = document || '{"call_retention_days": 31}' $$,
  '%"call_retention_is_32_to_3650_days"%', 'call retention is 32 to 3650 days'
);

select throws_like(
  $$ update spot.settings set document = document || '{"call_retention_days": 3651}' $$,
  '%"call_retention_is_32_to_3650_days"%', 'call retention is 32 to 3650 days'
);

select throws_like(
  $$ update spot.settings set document = document || '{"call_retention_days": null}' $$,
  '%"call_retention_is_32_to_3650_days"%', 'call retention is 32 to 3650 days'
);

select throws_like(
  $$ update spot.settings set document = document - 'fetch_interval_seconds' $$,
  '%"fetch_interval_is_10_to_86400_seconds"%', 'fetch interval is 10 to 86400 seconds'
);

select throws_like(
  $$ update spot.settings set document = document || '{"proxy_access": "anyone"}' $$,
  '%"proxy_access_is_known"%', 'proxy access is known'
);

select throws_like(
  $$ update spot.settings set document = document - 'proxy_access' $$,
  '%"proxy_access_is_known"%', 'proxy access is known'
);

select throws_like(
  $$ update spot.settings set version = 0 $$,
  '%"version_is_positive"%', 'version is positive'
);

select throws_like(
  $$ insert into spot.settings (settings_id, document, updated_by) select false, document, updated_by from spot.settings $$,
  '%"there_is_one_row"%', 'there is one row'
);

select throws_like(
  $$ insert into spot.settings (document, updated_by) select document, updated_by from spot.settings $$,
  '%"settings_pkey"%', 'settings pkey'
);

select * from finish();
rollback;
