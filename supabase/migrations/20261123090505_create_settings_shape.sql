-- The settings are a document, and documents are edited by hand. What pulls read must have its shape before it is stored:
-- found out later, it would cost a pull its prices. The ranges are those of shared/schemas/settings.ts; a test holds them equal.

-- "*" stands for a metal. Names that are not listed pass unread.
create function spot.setting_rules()
returns table (path text, shape text, lowest numeric, highest numeric)
language sql
immutable
set search_path = ''
as $$
  values
    ('budget', 'object', null::numeric, null::numeric),
    ('budget.reserve_share', 'number', 0, 0.5),
    ('budget.rich_cadence_seconds', 'whole', 60, 86400),
    ('budget.families_wanted', 'whole', 1, 6),
    ('alerts', 'object', null, null),
    ('alerts.spread_bps', 'object', null, null),
    ('alerts.spread_bps.*', 'number', 1, 10000),
    ('alerts.quota_low_share', 'number', 0, 1),
    ('validation', 'object', null, null),
    ('validation.band', 'object', null, null),
    ('validation.band.*', 'range', null, null),
    ('validation.band.*.low', 'above', 0, 1000000),
    ('validation.band.*.high', 'above', 0, 1000000),
    ('validation.first_band', 'object', null, null),
    ('validation.first_band.*', 'range', null, null),
    ('validation.first_band.*.low', 'above', 0, 1000000),
    ('validation.first_band.*.high', 'above', 0, 1000000),
    ('validation.largest_ratio_to_last', 'number', 1.5, 100),
    ('validation.last_counts_days', 'whole', 1, 3650),
    ('validation.recognition_share', 'above', 0, 1),
    ('validation.gold_ratio', 'object', null, null),
    ('validation.gold_ratio.*', 'range', null, null),
    ('validation.gold_ratio.*.low', 'above', 0, 10000),
    ('validation.gold_ratio.*.high', 'above', 0, 10000),
    ('validation.reference_share', 'object', null, null),
    ('validation.reference_share.*', 'above', 0, 1),
    ('validation.future_seconds', 'whole', 0, 3600),
    ('validation.bid_ask_share', 'above', 0, 1),
    ('validation.frozen_pulls', 'whole', 1, 10000),
    ('validation.frozen_seconds', 'whole', 60, 604800),
    ('validation.jump', 'object', null, null),
    ('validation.jump.*', 'object', null, null),
    ('validation.jump.*.in_an_hour', 'above', 0, 1),
    ('validation.jump.*.in_all', 'above', 0, 1),
    ('validation.floor_bps', 'object', null, null),
    ('validation.floor_bps.*', 'above', 0, 5000),
    ('validation.confirming_share', 'above', 0, 1),
    ('validation.pending_hours', 'above', 0, 720),
    ('validation.sole_jump_minutes', 'whole', 0, 1440),
    ('validation.sole_shape_hours', 'whole', 0, 240)
$$;

comment on function spot.setting_rules is
  'Shape and range of each setting within a group: object, number, whole (number), above (more than the lowest), range (low below high).';

create function spot.setting_problem(path text, value jsonb, shape text, lowest numeric, highest numeric)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_number numeric := case jsonb_typeof(value) when 'number' then (value #>> '{}')::numeric end;
  v_wanted text := case shape
    when 'object' then 'an object'
    when 'range' then 'an object of two numbers, low below high'
    when 'whole' then format('a whole number from %s to %s', lowest, highest)
    when 'above' then format('a number above %s, at most %s', lowest, highest)
    else format('a number from %s to %s', lowest, highest)
  end;
begin
  if (case shape
    when 'object' then jsonb_typeof(value) = 'object'
    when 'range' then jsonb_typeof(value) = 'object'
      and jsonb_typeof(value -> 'low') = 'number' and jsonb_typeof(value -> 'high') = 'number'
      and (value -> 'low') < (value -> 'high')
    when 'whole' then v_number between lowest and highest and v_number = trunc(v_number)
    when 'above' then v_number > lowest and v_number <= highest
    else v_number between lowest and highest
  end) is true then
    return null;
  end if;
  return format('%s must be %s, not %s', path, v_wanted, left(value::text, 60));
end;
$$;

comment on function spot.setting_problem is 'What is wrong with one setting, in words; null where nothing is.';

create function spot.settings_problem(document jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  with recursive settings as (
    select key as path, key as pattern, value
    from jsonb_each(document) as group_of (key, value)
    where key in ('budget', 'alerts', 'validation')
    union all
    select
      settings.path || '.' || member.key,
      settings.pattern || '.' || case when member.key in ('gold', 'silver', 'platinum', 'palladium') then '*' else member.key end,
      member.value
    from settings
    cross join lateral jsonb_each(
      case jsonb_typeof(settings.value) when 'object' then settings.value else '{}' end
    ) as member (key, value)
  )
  select problem
  from settings
  join spot.setting_rules() as rule on rule.path = settings.pattern
  cross join lateral spot.setting_problem(
    settings.path, settings.value, rule.shape, rule.lowest, rule.highest
  ) as problem
  where problem is not null
  order by settings.path
  limit 1
$$;

comment on function spot.settings_problem is 'The first fault in the groups of a settings document, in words; null where there is none.';

create function spot.check_settings()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_problem text := spot.settings_problem(new.document);
begin
  if v_problem is not null then
    raise exception using
      errcode = 'check_violation', constraint = 'settings_have_their_shape', table = 'settings', schema = 'spot',
      message = 'Cannot store the settings: ' || v_problem,
      hint = 'Every setting is explained in docs/operations.md; a group that is {} stands for the defaults';
  end if;
  return new;
end;
$$;

comment on function spot.check_settings is 'Refuses a settings document whose groups are out of shape or range.';

create trigger settings_have_their_shape before insert or update of document on spot.settings
for each row execute function spot.check_settings();

revoke all on function
  spot.setting_rules, spot.setting_problem, spot.settings_problem, spot.check_settings
from public, anon, authenticated, service_role;
grant execute on function spot.setting_rules, spot.setting_problem, spot.settings_problem to service_role;
