begin;
select plan(14);

select spot_tests.empty_tables();
select spot_tests.prices_at('2025-08-13 15:00Z', '{"gold": 3350}');
create function pg_temp.try(
  metal text default 'gold', until timestamptz default '2025-08-13 15:00Z', reason text default 'wrong'
) returns text language sql as $$
  select spot_tests.refusal(format(
    'select public.retract_prices(%L, %L, %L, %L, true)', metal, '2025-08-13 15:00Z', until, reason
  ))
$$;
create function pg_temp.sign_in(claims jsonb) returns text language sql as $$
  select set_config('request.jwt.claims', claims::text, true)
$$;

select is(pg_temp.try(), 'not refused', 'the owner of the database may');
set local role service_role;
select is(pg_temp.try(), 'not refused', 'the secret key may');
select is(pg_temp.try('tin'), '400 INPUT_UNKNOWN_METAL', 'only what is a metal');
select is(pg_temp.try(null), '400 INPUT_UNKNOWN_METAL', 'and one metal');
select is(pg_temp.try(until => '2025-08-13 14:59Z'), '400 INPUT_BAD_VALUE', 'the end is not before the beginning');
select is(pg_temp.try(until => '2026-09-18 15:00Z'), '400 INPUT_BAD_VALUE', 'at most 400 days');
select is(pg_temp.try(reason => '  '), '400 INPUT_BAD_VALUE', 'for a reason');

set local role anon;
select throws_ok($$ select public.retract_prices('gold', now(), now(), 'x') $$, '42501', null, 'readers may not');
set local role authenticated;
select is(pg_temp.try(), '403 AUTH_FORBIDDEN', 'a session without a user may not');
select pg_temp.sign_in('{"sub": "u1", "role": "authenticated", "app_metadata": {"role": "editor"}}');
select is(pg_temp.try(), '403 AUTH_FORBIDDEN', 'a user may not');
select pg_temp.sign_in('{"sub": "u1", "role": "authenticated", "user_metadata": {"role": "price_admin"}}');
select is(pg_temp.try(), '403 AUTH_FORBIDDEN', 'what a user says of himself does not count');
select pg_temp.sign_in('{"sub": "u1", "role": "authenticated", "app_metadata": {"role": "price_admin"}}');
select is(pg_temp.try(), 'not refused', 'a price admin may');
select is(
  public.retract_prices('gold', '2025-08-13 15:00Z', '2025-08-13 15:00Z', 'wrong') ->> 'retracted', '1', 'and does'
);
reset role;
select is((select retracted_by from spot.retracted_prices), 'u1', 'by name');

select * from finish();
rollback;
