-- A document edited by hand must not cost a pull its prices.
begin;
select plan(17);

create function pg_temp.change(change jsonb) returns text language plpgsql as $$
declare
  v_message text;
begin
  update spot.settings set document = document || change where settings_id;
  return 'stored';
exception when check_violation then
  get stacked diagnostics v_message = message_text;
  return v_message;
end;
$$;

select is(pg_temp.change(change::jsonb), 'Cannot store the settings: ' || problem, 'refused: ' || change)
from (
  values
    ('{"alerts": {"spread_bps": 50}}', 'alerts.spread_bps must be an object, not 50'),
    ('{"alerts": []}', 'alerts must be an object, not []'),
    ('{"alerts": null}', 'alerts must be an object, not null'),
    ('{"alerts": {"spread_bps": {"gold": "50"}}}', 'alerts.spread_bps.gold must be a number from 1 to 10000, not "50"'),
    ('{"alerts": {"spread_bps": {"gold": 0}}}', 'alerts.spread_bps.gold must be a number from 1 to 10000, not 0'),
    ('{"alerts": {"quota_low_share": 20}}', 'alerts.quota_low_share must be a number from 0 to 1, not 20'),
    ('{"budget": {"families_wanted": 2.5}}', 'budget.families_wanted must be a whole number from 1 to 6, not 2.5'),
    ('{"budget": 1}', 'budget must be an object, not 1'),
    (
      '{"validation": {"band": {"gold": {"low": 9, "high": 3}}}}',
      'validation.band.gold must be an object of two numbers, low below high, not {"low": 9, "high": 3}'
    ),
    (
      '{"validation": {"gold_ratio": {"silver": {"low": 9}}}}',
      'validation.gold_ratio.silver must be an object of two numbers, low below high, not {"low": 9}'
    ),
    ('{"validation": {"floor_bps": {"silver": 0}}}', 'validation.floor_bps.silver must be a number above 0, at most 5000, not 0')
) as refused (change, problem);

select is(pg_temp.change(change::jsonb), 'stored', 'stored: ' || change)
from (
  values
    ('{"alerts": {}, "budget": {}, "validation": {}}'),
    ('{"alerts": {"spread_bps": {"gold": 50.5}, "quota_low_share": 0}}'),
    ('{"validation": {"band": {"gold": {"low": 3, "high": 9}}, "jump": {"gold": {"in_all": 0.2}}}}'),
    ('{"something_new": {"spread_bps": 50}, "alerts": {"of_a_later_version": 50}}')
) as allowed (change);

select throws_ok(
  $$ select spot.store_settings('{"alerts": {"spread_bps": 50}}', 'me') $$, '23514', null, 'the API is held to it too'
);
select is(
  (select count(*)::int from spot.settings_history where document @> '{"alerts": {"spread_bps": 50}}'), 0,
  'and leaves no line in the history'
);

select * from finish();
rollback;
