begin;
select plan(2);

select spot_tests.empty_tables();
-- now() is one time for the whole test, so the answer is too.
select spot_tests.pull_at(
  now(),
  '{"gold": {
    "price": 3350, "bid": 3349, "ask": 3351, "confidence": 0.5, "status": "agreed", "provider": "consensus"
  }}',
  outcomes => '{"gold": {"outcome": "priced", "sources": [{"provider": "gold-api", "price": 3350}]}}'
);

set local role anon;
select results_eq(
  $$
    select
      answer ->> 'price', answer #>> '{latest,bid}', answer #>> '{latest,ask}', answer #>> '{latest,provider}',
      answer #>> '{latest,state}', answer #>> '{latest,confidence_bps}', answer #>> '{latest,sources,0,provider}',
      (answer #>> '{latest,sources,0,price}')::numeric, answer -> 'as_of' ->> 'match', answer ->> 'fx'
    from public.read_prices('gold', unit => 'kg') as answer
  $$,
  $$
    values (
      '107705', '107672.85', '107737.15', 'consensus', 'fresh', '1.49', 'gold-api', 107705.00, null::text, null::text
    )
  $$,
  'anon reads price, spread, trust and sources in the unit asked'
);
select is(
  (public.read_prices('gold') ->> 'stale_after')::timestamptz > now(), true, 'and knows when to ask again'
);

select * from finish();
rollback;
