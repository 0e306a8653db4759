-- A grant given by mistake must not be enough: the policy says no as well.
begin;
select plan(36);

insert into spot.pulls (slot_at, trigger, state, started_at, finished_at, lease_expires_at)
values ('2025-08-13 12:00:00Z', 'manual', 'succeeded', '2025-08-13 12:00:00Z', '2025-08-13 12:00:01Z', '2025-08-13 12:02:00Z');
insert into spot.provider_calls (provider_key, operation, called_at, outcome, cost)
values ('gold-api', 'latest', '2025-08-13 12:00:00Z', 'ok', 1);
select spot.charge_calls('gold-api', '2025-08-13 12:00:00Z', 1);
select spot.ensure_partition('quotes', '2025-08-13 12:00:00Z');
insert into spot.quotes (fetched_at, pull_id, provider_key, metal, price, verdict)
values ('2025-08-13 12:00:00Z', 1, 'gold-api', 'gold', 3350, 'accepted');
insert into spot.alerts (kind, subject, severity, opened_at) values ('stale', 'gold', 'warning', '2025-08-13 12:00:00Z');
insert into spot.breaker_transitions (provider_key, changed_at, from_state, to_state)
values ('gold-api', '2025-08-13 12:00:00Z', 'closed', 'open');
insert into spot.backfills (
  provider_key, origin, from_date, to_date, prices_new, prices_same, prices_conflicting, prices_refused, rates_new
) values ('metals-dev', 'live', '2025-01-01', '2025-01-30', 1, 0, 0, 0, 0);
insert into spot.rate_buckets values ('config', repeat('a', 64), 1, '2025-08-13 12:00:00Z');

create temporary table closed (name) as
select relation.relname
from pg_catalog.pg_class as relation
where relation.relnamespace = 'spot'::regnamespace
  and relation.relkind in ('r', 'p')
  and not relation.relispartition
  and relation.relname not in ('prices', 'bars', 'fx_rates', 'market_sessions', 'pulls');
grant select on closed to public;
grant select on all tables in schema spot to anon, authenticated;

select isnt_empty(format('select from spot.%I', name), format('the owner sees a row of %s', name)) from closed;
set local role anon;
select is_empty(format('select from spot.%I', name), format('anon sees no row of %s', name)) from closed;
set local role authenticated;
select is_empty(format('select from spot.%I', name), format('authenticated sees no row of %s', name)) from closed;

select * from finish();
rollback;
