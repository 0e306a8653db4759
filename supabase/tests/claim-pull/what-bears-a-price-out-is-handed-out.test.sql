begin;
select plan(9);

select spot_tests.empty_tables();
set local role service_role;
create function pg_temp.gold(slot timestamptz) returns jsonb language sql as $$
  select spot.last_prices('live', slot) -> 'gold'
$$;

select spot_tests.import('[["gold", "2025-08-11T12:00:00Z", 3300, "LBMA"]]');
select is(
  pg_temp.gold('2025-08-12 10:00Z') -> 'last_corroborated', '{"price": 3300, "priced_at": "2025-08-11T12:00:00Z"}',
  'imported history bears prices out'
);
select is(pg_temp.gold('2025-08-12 10:00Z') ->> 'corroborated_by', null, 'but nobody looked at it');
select spot_tests.pull_at('2025-08-13 15:00Z', '{"gold": {"price": 3350, "corroborated_by": "families"}}', outcomes => '{
  "gold": {"outcome": "priced", "corroborated_by": "families", "trust": {"families": ["a", "b"], "witnesses": []}}
}');
select spot_tests.pull_at('2025-08-13 15:05Z', '{"gold": {"price": 3352, "corroborated_by": "history"}}', outcomes => '{
  "gold": {"outcome": "priced", "trust": {"families": ["a"], "witnesses": ["b"]}}
}');
select is(pg_temp.gold('2025-08-13 15:10Z') ->> 'corroborated_by', 'history', 'a price says what bore it out');
select is(
  pg_temp.gold('2025-08-13 15:10Z') -> 'last_corroborated', '{"price": 3350, "priced_at": "2025-08-13T15:00:00Z"}',
  'history itself renews nothing'
);
select is(pg_temp.gold('2025-08-13 15:10Z') #>> '{trust,families,0}', 'a', 'the trust is of the newest pull');
select spot_tests.pull_at('2025-08-13 15:10Z', outcomes => '{
  "gold": {"outcome": "failed", "trust": {"families": ["a"], "witnesses": ["b"], "anchor": 3350}}
}');
select spot_tests.pull_at('2025-08-13 15:15Z', outcomes => '{"gold": "none_due"}');
select is(
  pg_temp.gold('2025-08-13 15:20Z') #>> '{trust,anchor}', '3350', 'also where it formed no price, if it judged the metal'
);
select is(
  pg_temp.gold('2025-08-13 15:05Z') -> 'trust', '{"families": ["a", "b"], "witnesses": []}', 'a slot does not look ahead'
);
select is(
  (select metals #>> '{gold,corroborated_by}' from spot.pulls where slot_at = '2025-08-13 15:00Z'), 'families',
  'the pull keeps what it concluded'
);
select is(
  (
    select count(*)::int from jsonb_array_elements(spot_tests.claim('2025-08-13 15:20Z') -> 'providers')
  ),
  (select count(*)::int from spot.providers),
  'every provider has a row, called or not'
);

select * from finish();
rollback;
