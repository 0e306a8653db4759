-- How well the service did, for people in Studio and for the function health.

create view spot.freshness_levels with (security_invoker = true) as
with settings as (
  select (document ->> 'fetch_interval_seconds')::int as seconds from spot.settings
),
periods (period, since) as (
  values
    ('24 hours', now() - interval '24 hours'),
    ('7 days', now() - interval '7 days'),
    ('30 days', now() - interval '30 days')
),
-- A service that began yesterday is not blamed for the month before.
beginning as (
  select min(slot_at) as began_at from spot.pulls where trigger <> 'backfill'
),
open_time as (
  select
    period,
    since,
    sum(extract(epoch from least(closes_at, now()) - greatest(opens_at, since, began_at))) as seconds
  from periods
  cross join beginning
  join spot.market_sessions as session
    on session.closes_at > greatest(since, began_at)
    and session.opens_at < now()
    and session.trade_date >= since::date - 1
    and session.trade_date <= now()::date + 1
  group by period, since
),
-- A price counts as fresh from its slot until the next price, its limit or the close, whichever comes first.
fresh as (
  select
    price.metal,
    price.priced_at,
    least(
      lead(price.priced_at) over (partition by price.metal order by price.priced_at),
      price.priced_at + make_interval(secs => greatest(2 * settings.seconds, 600)),
      session.closes_at,
      now()
    ) as until_at
  from spot.prices as price
  cross join settings
  join spot.market_sessions as session
    -- 18:00 New York begins the next trade date.
    on session.trade_date = ((price.priced_at at time zone 'America/New_York') + interval '6 hours')::date
    and price.priced_at >= session.opens_at
    and price.priced_at < session.closes_at
  where price.priced_at >= now() - interval '30 days'
    and price.status in ('agreed', 'single')
)
select
  open_time.period,
  metal.metal,
  round(open_time.seconds / 60)::int as open_minutes,
  round(coalesce(sum(extract(epoch from fresh.until_at - fresh.priced_at)), 0) / 60)::int as fresh_minutes,
  round(100 * coalesce(sum(extract(epoch from fresh.until_at - fresh.priced_at)), 0) / nullif(open_time.seconds, 0), 2)
    as fresh_percent
from open_time
cross join (values ('gold'), ('silver'), ('platinum'), ('palladium')) as metal (metal)
left join fresh on fresh.metal = metal.metal and fresh.priced_at >= open_time.since and fresh.until_at > fresh.priced_at
group by open_time.period, open_time.since, open_time.seconds, metal.metal
order by open_time.since desc, metal.metal;

comment on view spot.freshness_levels is
  'Share of open-market minutes with a fresh price, per metal, over 24 hours, 7 days and 30 days.';

create view spot.pull_levels with (security_invoker = true) as
with periods (period, since) as (
  values
    ('24 hours', now() - interval '24 hours'),
    ('7 days', now() - interval '7 days'),
    ('30 days', now() - interval '30 days')
)
select
  period,
  count(pull_id) as pulls,
  count(*) filter (where state = 'succeeded') as succeeded,
  count(*) filter (where state = 'partial') as partial,
  count(*) filter (where state = 'failed') as failed,
  count(*) filter (where state = 'abandoned') as abandoned,
  count(*) filter (where state = 'skipped') as skipped,
  round(
    100.0 * count(*) filter (where state = 'succeeded')
      / nullif(count(*) filter (where state in ('succeeded', 'partial', 'failed', 'abandoned')), 0),
    2
  ) as success_percent
from periods
left join spot.pulls on pulls.slot_at >= periods.since and pulls.trigger <> 'backfill' and pulls.state <> 'running'
group by period, since
order by since desc;

comment on view spot.pull_levels is
  'How pulls ended over 24 hours, 7 days and 30 days; success is the share of those that asked anybody.';

-- The state of each provider at a glance, for people in Studio.
create view spot.provider_status with (security_invoker = true) as
select
  providers.name,
  providers.is_enabled,
  providers.priority,
  coalesce(state.breaker ->> 'state', 'closed') as breaker,
  state.breaker ->> 'disabled_reason' as disabled_because,
  state.last_called_at,
  state.last_success_at,
  coalesce(usage.calls, 0) as calls_this_month,
  providers.monthly_quota,
  (state.quota ->> 'remaining')::int as remaining_as_told
from spot.providers
left join spot.provider_states as state on state.provider_key = providers.provider_key
left join spot.provider_usage as usage
  on usage.provider_key = providers.provider_key
  and usage.month = date_trunc('month', now() at time zone 'UTC')::date
order by providers.priority;

comment on view spot.provider_status is 'Each provider with its breaker, last success and calls of the month.';

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
      when pulls.metals -> metal.name ->> 'outcome' = 'nothing_new' then 'nothing new from the providers'
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

create function spot.service_levels()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'freshness', (select coalesce(jsonb_agg(to_jsonb(level)), '[]') from spot.freshness_levels as level),
    'pulls', (select coalesce(jsonb_agg(to_jsonb(level)), '[]') from spot.pull_levels as level)
  )
$$;

comment on function spot.service_levels is 'Both views of service levels, for the function health.';

revoke all on
  spot.freshness_levels, spot.pull_levels, spot.provider_status, spot.gaps
from public, anon, authenticated, service_role;
grant select on spot.freshness_levels, spot.pull_levels, spot.provider_status, spot.gaps to service_role;

revoke all on function spot.service_levels from public, anon, authenticated, service_role;
grant execute on function spot.service_levels to service_role;
