begin;
select plan(6);

select spot_tests.empty_tables();

-- Wednesday, open market.
create function pg_temp.state(moment timestamptz) returns text language sql as $$
  select standing.state || coalesce(', ' || standing.reason, '')
  from spot.latest_prices as latest
  cross join lateral spot.price_standing(row(latest.*)::spot.published_price, moment) as standing
  where metal = 'gold' and currency = 'USD'
$$;

set local role service_role;
select spot_tests.pull_at('2025-08-13 15:00Z', '{"gold": 3350}');
select is(pg_temp.state('2025-08-13 15:00:30Z'), 'fresh', 'a new price is fresh');

select spot_tests.pull_at(
  '2025-08-13 15:01Z', outcomes => '{"gold": "failed"}', facts => '{"summary": {"forced": "metals-dev"}}'
);
select is(pg_temp.state('2025-08-13 15:01:30Z'), 'fresh', 'what one provider by name brings says nothing of it');

select spot_tests.pull_at('2025-08-13 15:02Z', outcomes => '{"gold": "failed"}');
select is(pg_temp.state('2025-08-13 15:02:30Z'), 'stale, because failed', 'a failed pull makes it stale, however young');

select spot_tests.pull_at('2025-08-13 15:03Z', outcomes => '{"gold": "none_due"}');
select is(pg_temp.state('2025-08-13 15:03:30Z'), 'stale, because failed', 'a pull that asked nobody does not mend that');

select spot_tests.pull_at('2025-08-13 15:04Z', '{"gold": 3351}', facts => '{"summary": {"forced": "gold-api"}}');
select is(
  pg_temp.state('2025-08-13 15:04:30Z'), 'fresh', 'a price does, also one that somebody asked for by name'
);

select spot_tests.pull_at('2025-08-13 15:05Z', outcomes => '{"gold": "none_due"}');
select is(pg_temp.state('2025-08-13 15:05:30Z'), 'fresh', 'and stays while nobody is due');

select * from finish();
rollback;
