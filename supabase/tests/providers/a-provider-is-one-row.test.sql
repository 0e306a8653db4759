begin;
select plan(2);

insert into spot.providers (provider_key, name, family, kind, is_enabled, priority, minimum_interval_seconds)
values ('invented', 'Invented', 'invented', 'spot', true, 99, 60);
select is(
  (select count(*)::int from spot.provider_states where provider_key = 'invented'), 1, 'a new provider has its state at once'
);
select is(
  (select count(*)::int from spot.provider_states), (select count(*)::int from spot.providers), 'as every other one'
);

select * from finish();
rollback;
