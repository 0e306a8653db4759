begin;
select plan(4);

select spot_tests.prices_at('2025-08-13 12:00Z', '{"gold": 3350}');
grant all on spot.prices, spot.settings to authenticated;

set local role authenticated;
select throws_ok(
  $$
    insert into spot.prices (priced_at, metal, status, provider, price)
    values ('2025-08-13 12:05:00Z', 'gold', 'single', 'me', 1)
  $$,
  '42501', null, 'a price cannot be inserted'
);
select is_empty('update spot.prices set price = 1 returning 1', 'a price cannot be changed');
select is_empty('delete from spot.prices returning 1', 'a price cannot be deleted');
select is_empty('update spot.settings set version = 9 returning 1', 'the settings cannot be changed');

select * from finish();
rollback;
