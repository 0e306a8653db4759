begin;
select plan(1);

select spot_tests.empty_tables();

select spot.record_prices('2025-08-13 15:00:00Z', '[{"metal": "gold", "price": 3350, "status": "single", "provider": "x"}]');
select spot.record_fx('[
  {"currency": "EUR", "usd_value": 1.1, "quoted_at": "2025-07-01T00:00:00Z", "provider": "frankfurter"},
  {"currency": "EUR", "usd_value": 1.2, "quoted_at": "2025-08-12T00:00:00Z", "provider": "frankfurter"},
  {"currency": "AED", "usd_value": 0.27, "quoted_at": "2025-07-12T00:00:00Z", "provider": "frankfurter"},
  {"currency": "USD", "usd_value": 1, "quoted_at": "2025-08-12T00:00:00Z", "provider": "frankfurter"},
  {"currency": "DEM", "usd_value": 0.5, "quoted_at": "2025-07-11T00:00:00Z", "provider": "frankfurter"}
]');
select spot.refresh_latest_prices();

select results_eq(
  $$ select currency, currency_usd_value from spot.latest_prices order by currency $$,
  $$ values ('AED', 0.27), ('EUR', 1.2), ('USD', 1) $$,
  'each currency once with its newest value, none that nobody quoted for a month, and dollars always'
);

select * from finish();
rollback;
