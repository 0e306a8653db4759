begin;
select plan(5);

select spot_tests.empty_tables();
set local role service_role;

select is(
  spot_tests.pull_at(
    '2026-03-02 14:00Z', '{"gold": 4000, "silver": {"price": 50, "status": "agreed"}}', rates => '{"EUR": 1.2}',
    outcomes => '{"platinum": "failed"}'
  ) ->> 'state',
  'succeeded', 'a pull is claimed and recorded'
);
select results_eq(
  $$ select metal, price, status, provider, priced_at, quoted_at, fetched_at from spot.prices order by metal $$,
  $$ values
    ('gold', 4000::numeric, 'single', 'gold-api.com', timestamptz '2026-03-02 14:00Z', timestamptz '2026-03-02 14:00Z',
      timestamptz '2026-03-02 14:00:01Z'),
    ('silver', 50, 'agreed', 'gold-api.com', '2026-03-02 14:00Z', '2026-03-02 14:00Z', '2026-03-02 14:00:01Z') $$,
  'its prices are of its slot'
);
select results_eq(
  $$ select currency, usd_value, quoted_at from spot.fx_rates $$,
  $$ values ('EUR', 1.2, timestamptz '2026-03-02 14:00Z') $$, 'and so are its rates'
);
select is(
  (select jsonb_object_agg(key, value ->> 'outcome') from spot.pulls, jsonb_each(metals)),
  '{"gold": "priced", "silver": "priced", "platinum": "failed"}', 'what has a price is priced, the rest is said'
);
select is(
  spot_tests.refusal($$ select spot_tests.pull_at('2026-03-02 14:00Z', '{"gold": 1}') $$), '409 PULL_LEASE_LOST',
  'a slot that is done is not pulled again'
);

select * from finish();
rollback;
