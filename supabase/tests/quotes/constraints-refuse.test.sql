begin;
select plan(5);

select spot.ensure_partition('quotes', '2025-08-13 12:00:00Z');
insert into spot.quotes (fetched_at, pull_id, provider_key, metal, price, verdict, reason, detail)
values ('2025-08-13 12:00:00Z', 1, 'gold-api', 'silver', 1, 'accepted', null, null);

select throws_like(
  $$ insert into spot.quotes (fetched_at, pull_id, provider_key, metal, price, verdict, reason, detail) values ('2025-08-13 12:00:00Z', 1, 'gold-api', 'tin', 1, 'accepted', null, null) $$,
  '%"metal_is_known"%', 'metal is known'
);

select throws_like(
  $$ insert into spot.quotes (fetched_at, pull_id, provider_key, metal, price, verdict, reason, detail) values ('2025-08-13 12:00:00Z', 1, 'gold-api', 'gold', 1, 'fine', 'none', null) $$,
  '%"verdict_is_known"%', 'verdict is known'
);

select throws_like(
  $$ insert into spot.quotes (fetched_at, pull_id, provider_key, metal, price, verdict, reason, detail) values ('2025-08-13 12:00:00Z', 1, 'gold-api', 'gold', 1, 'rejected', null, null) $$,
  '%"a_refusal_has_a_reason"%', 'a refusal has a reason'
);

select throws_like(
  $$ insert into spot.quotes (fetched_at, pull_id, provider_key, metal, price, verdict, reason, detail) values ('2025-08-13 12:00:00Z', 1, 'gold-api', 'gold', 1, 'accepted', null, repeat('x', 301)) $$,
  '%"detail_is_short"%', 'detail is short'
);

select throws_like(
  $$ insert into spot.quotes (fetched_at, pull_id, provider_key, metal, price, verdict, reason, detail) values ('2025-08-13 12:00:00Z', 1, 'gold-api', 'silver', 1, 'accepted', null, null) $$,
  '%"quotes_2025_08_pkey"%', 'quotes 2025 08 pkey'
);

select * from finish();
rollback;
