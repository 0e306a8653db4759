begin;
select plan(2);

create function pg_temp.columns_of(relation text) returns table (place bigint, name name, type text) language sql as $$
  select row_number() over (order by attnum), attname, format_type(atttypid, atttypmod)
  from pg_catalog.pg_attribute
  where attrelid = relation::regclass and attnum > 0 and not attisdropped
$$;

select results_eq(
  $$ select * from pg_temp.columns_of('spot.published_price') $$,
  $$ select * from pg_temp.columns_of('spot.latest_prices') $$,
  'spot.published_price has the columns of spot.latest_prices, in their order'
);
-- Else a session that is open while the view is made again fails with "cache lookup failed for type".
select is_empty(
  $$
    select proname from pg_catalog.pg_proc
    where pronamespace in ('spot'::regnamespace, 'public'::regnamespace)
      and (
        prorettype = (select reltype from pg_catalog.pg_class where oid = 'spot.latest_prices'::regclass)
        or (select reltype from pg_catalog.pg_class where oid = 'spot.latest_prices'::regclass) = any (proargtypes::oid[])
      )
  $$,
  'no function takes or returns a row of the view'
);

select * from finish();
rollback;
