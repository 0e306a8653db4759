begin;
select plan(8);

select spot_tests.add('pulls');
select spot_tests.prices_at('2025-08-13 12:00Z', '{"gold": 3350}');
select spot_tests.rates_at('2025-08-13 00:00Z', '{"EUR": 1.17}');

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
