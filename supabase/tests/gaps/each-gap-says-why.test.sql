begin;
select plan(3);

select spot_tests.empty_tables();
update spot.settings set document = document || '{"fetch_interval_seconds": 300}';

-- Slot n is n slots ago; each has a pull but 5 and 4.
create function pg_temp.slot(n int) returns timestamptz language sql as $$
  select spot.slot_of(300, now()) - n * interval '5 minutes'
$$;
select spot_tests.add(
  'pulls',
  jsonb_build_object(
    'state', state, 'metals', jsonb_build_object('gold', jsonb_build_object('outcome', outcome, 'reason', reason))
  ),
  pg_temp.slot(n)
)
from (
  values
    (9, 'succeeded', 'priced', null), (8, 'failed', 'failed', 'nobody answered'), (7, 'failed', 'failed', 'nobody answered'),
    (6, 'skipped', 'none_due', 'the plan saves calls'), (3, 'abandoned', null, null), (2, 'skipped', 'closed', 'closed'),
    (1, 'partial', 'quarantined', 'a jump waits')
) as pull (n, state, outcome, reason);
update spot.pulls set metals = '{}' where state = 'abandoned';
select spot_tests.add('prices', at => pg_temp.slot(9));

create temporary table decided as
select began_at, slots, reason, detail from spot.gaps where metal = 'gold';
select results_eq(
  $$ select began_at, slots, reason, detail from decided where reason not in ('no pull', 'market closed') order by began_at $$,
  $$ values
    (pg_temp.slot(8), 2, 'failed', 'nobody answered'),
    (pg_temp.slot(6), 1, 'no call due', 'the plan saves calls'),
    (pg_temp.slot(3), 1, 'pull abandoned', null),
    (pg_temp.slot(1), 1, 'quarantined', 'a jump waits') $$,
  'slots with a pull say what came of it, neighbours together'
);
select results_eq(
  $$ select began_at, slots, reason from decided where began_at = pg_temp.slot(5) $$,
  $$ select
    pg_temp.slot(5), case when spot.market_is_open(pg_temp.slot(5)) = spot.market_is_open(pg_temp.slot(4)) then 2 else 1 end,
    case when spot.market_is_open(pg_temp.slot(5)) then 'no pull' else 'market closed' end $$,
  'slots without a pull are missed or closed, by the calendar'
);
select is((select sum(slots)::int from spot.gaps where metal = 'silver'), 9, 'a metal without any price lacks every slot');

select * from finish();
rollback;
