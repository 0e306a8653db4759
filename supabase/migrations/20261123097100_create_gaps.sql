-- Which slots of the last month have no price, and why: for people, in Studio. Neighbours with one reason are one row.
create view spot.gaps
with (security_invoker = true)
as
with bounds as (
  select
    make_interval(secs => (document ->> 'fetch_interval_seconds')::int) as step,
    greatest(
      spot.slot_of((document ->> 'fetch_interval_seconds')::int, now() - interval '31 days'),
      (select min(slot_at) from spot.pulls where trigger <> 'backfill')
    ) as from_at,
    -- The slot that is on has its pull on the way.
    spot.slot_of((document ->> 'fetch_interval_seconds')::int, now()) as until_at
  from spot.settings
),
slots as materialized (
  select
    slot.at, slot.at + bounds.step as ends_at, row_number() over (order by slot.at) as number,
    spot.market_is_open(slot.at) as is_open
  from bounds
  cross join lateral generate_series(bounds.from_at, bounds.until_at - bounds.step, bounds.step) as slot (at)
),
-- Both by the slot they fall into, so that slots meet them by equality and not by a range each.
pulls_by_slot as materialized (
  select date_bin(bounds.step, pulls.slot_at, bounds.from_at) as at, max(pulls.pull_id) as pull_id
  from bounds
  join spot.pulls on pulls.slot_at >= bounds.from_at and pulls.trigger <> 'backfill'
  group by 1
),
prices_by_slot as materialized (
  select distinct prices.metal, date_bin(bounds.step, prices.priced_at, bounds.from_at) as at
  from bounds
  join spot.prices on prices.priced_at >= bounds.from_at and prices.status <> 'imported'
),
missing as (
  select
    metal.name as metal, slots.at, slots.ends_at, slots.number,
    case
      when pulls.pull_id is null and not slots.is_open then 'market closed'
      when pulls.pull_id is null then 'no pull'
      when pulls.metals -> metal.name ->> 'outcome' = 'closed' then 'market closed'
      when pulls.metals -> metal.name ->> 'outcome' = 'none_due' then 'no call due'
      when pulls.metals -> metal.name ->> 'outcome' is not null then pulls.metals -> metal.name ->> 'outcome'
      else 'pull ' || pulls.state
    end as reason,
    pulls.metals -> metal.name ->> 'reason' as detail
  from slots
  cross join (values ('gold'), ('silver'), ('platinum'), ('palladium')) as metal (name)
  left join pulls_by_slot using (at)
  left join spot.pulls on pulls.pull_id = pulls_by_slot.pull_id
  left join prices_by_slot on prices_by_slot.at = slots.at and prices_by_slot.metal = metal.name
  where prices_by_slot.at is null
),
runs as (
  select
    missing.*,
    number - row_number() over (partition by metal, reason, detail order by number) as run
  from missing
)
select
  metal,
  min(at) as began_at,
  max(ends_at) as ended_at,
  count(distinct number)::int as slots,
  reason,
  detail
from runs
group by metal, reason, detail, run;

comment on view spot.gaps is
  'Slots of the last 31 days without a price, by the present interval: from when to when, how many, and why. "market closed" and "no call due" are as planned.';
comment on column spot.gaps.began_at is 'Begin of the first slot without a price.';
comment on column spot.gaps.ended_at is 'End of the last one.';
comment on column spot.gaps.slots is 'How many slots.';
comment on column spot.gaps.reason is
  'market closed, no call due, no pull (the schedule did not run), failed, quarantined, or how the pull ended.';
comment on column spot.gaps.detail is 'What the pull said about it.';

revoke all on spot.gaps from public, anon, authenticated, service_role;
grant select on spot.gaps to service_role;
