begin;
select plan(9);

select spot.ensure_partition('prices', '2025-08-13 12:00:00Z');
insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence)
values ('2025-08-13 12:00:00Z', 'silver', 'agreed', 'consensus', 1, null, null, null);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'tin', 'agreed', 'consensus', 1, null, null, null) $$,
  '%"metal_is_known"%', 'metal is known'
);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'gold', 'sure', 'consensus', 1, null, null, null) $$,
  '%"status_is_known"%', 'status is known'
);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'gold', 'agreed', 'consensus', 0, null, null, null) $$,
  '%"price_is_positive_and_finite"%', 'price is positive and finite'
);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'gold', 'agreed', 'consensus', 'NaN', null, null, null) $$,
  '%"price_is_positive_and_finite"%', 'price is positive and finite'
);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'gold', 'agreed', 'consensus', 'Infinity', null, null, null) $$,
  '%"price_is_positive_and_finite"%', 'price is positive and finite'
);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'gold', 'agreed', 'consensus', 1, 0, 1, null) $$,
  '%"bid_is_positive"%', 'bid is positive'
);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'gold', 'agreed', 'consensus', 1, 1.1, 1, null) $$,
  '%"ask_is_not_below_bid"%', 'ask is not below bid'
);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'gold', 'agreed', 'consensus', 1, null, null, -0.01) $$,
  '%"confidence_is_not_negative"%', 'confidence is not negative'
);

select throws_like(
  $$ insert into spot.prices (priced_at, metal, status, provider, price, bid, ask, confidence) values ('2025-08-13 12:00:00Z', 'silver', 'agreed', 'consensus', 1, null, null, null) $$,
  '%"prices_2025_pkey"%', 'prices 2025 pkey'
);

select * from finish();
rollback;
