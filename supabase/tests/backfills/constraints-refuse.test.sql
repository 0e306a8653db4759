begin;
select plan(4);

create function pg_temp.attempt(origin text, metal text, from_date date, to_date date) returns void language sql as $$
  insert into spot.backfills (
    provider_key, origin, metal, from_date, to_date, prices_new, prices_same, prices_conflicting, prices_refused, rates_new
  )
  values ('metals-dev', origin, metal, from_date, to_date, 0, 0, 0, 0, 0)
$$;
select throws_like(
  $$ select pg_temp.attempt('invented', null, '2025-01-01', '2025-01-30') $$, '%backfill_origin_is_known%', 'unknown origin'
);
select throws_like(
  $$ select pg_temp.attempt('live', 'tin', '2025-01-01', '2025-01-30') $$, '%backfill_metal_is_known%', 'unknown metal'
);
select throws_like(
  $$ select pg_temp.attempt('live', null, '2025-01-30', '2025-01-01') $$, '%backfill_begins_before_it_ends%', 'backwards'
);
select pg_temp.attempt('live', null, '2025-01-01', '2025-01-30');
select throws_like(
  $$ select pg_temp.attempt('live', null, '2025-01-01', '2025-01-30') $$, '%a_backfill_is_done_once%', 'twice'
);

select * from finish();
rollback;
