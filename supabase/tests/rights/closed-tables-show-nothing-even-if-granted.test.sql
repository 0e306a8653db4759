-- A grant given by mistake must not be enough: the policy says no as well.
begin;
select plan(36);

select spot_tests.add(relation) from unnest(array[
  'pulls', 'provider_calls', 'provider_usage', 'quotes', 'alerts', 'breaker_transitions', 'backfills', 'rate_buckets'
]) as relation;

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
