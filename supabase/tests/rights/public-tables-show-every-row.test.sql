begin;
select plan(8);

insert into spot.pulls (slot_at, trigger, state, started_at, finished_at, lease_expires_at)
values ('2025-08-13 12:00:00Z', 'manual', 'succeeded', '2025-08-13 12:00:00Z', '2025-08-13 12:00:01Z', '2025-08-13 12:02:00Z');
select spot.record_prices(
  '2025-08-13 12:00:00Z', '[{"metal": "gold", "price": 3350, "status": "single", "provider": "gold-api.com"}]'
);
select spot.record_fx('[{"currency": "EUR", "usd_value": 1.17, "quoted_at": "2025-08-13T00:00:00Z", "provider": "frankfurter"}]');

create temporary table open (name, row_count) as
select 'prices', count(*) from spot.prices
union all select 'bars', count(*) from spot.bars
union all select 'fx_rates', count(*) from spot.fx_rates
union all select 'market_sessions', count(*) from spot.market_sessions;
grant select on open to public;

set local role anon;
select results_eq(
  format('select count(*) from spot.%I', name), array[row_count], format('anon sees every row of %s', name)
) from open;
set local role authenticated;
select results_eq(
  format('select count(*) from spot.%I', name), array[row_count], format('authenticated sees every row of %s', name)
) from open;

select * from finish();
rollback;
