begin;
select plan(4);

create temporary table first as select version as before from spot.settings;
grant select on first to service_role;

set local role service_role;
select is(
  spot_tests.refusal($$ select public.update_config(0, '{}', 'me') $$), '412 INPUT_VERSION_CONFLICT', 'another version is refused'
);
select is(
  public.update_config(version, '{"settings": {"rate_limit_per_minute": 7}}', 'me') #>> '{settings,rate_limit_per_minute}', '7',
  'the version that was read may change'
) from spot.settings;
select results_eq(
  $$ select version - first.before, updated_by from spot.settings, first $$,
  $$ values (1, 'me') $$,
  'the version goes up and says who'
);
select results_eq(
  $$
    select document ->> 'rate_limit_per_minute', changed_by
    from spot.settings_history where version = (select version from spot.settings)
  $$,
  $$ values ('7', 'me') $$,
  'the history has it'
);

select * from finish();
rollback;
