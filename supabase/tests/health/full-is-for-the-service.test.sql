begin;
select plan(4);

set local role anon;
select lives_ok('select public.read_health()', 'anyone reads the public part');
select is(public.read_health() ? 'providers', false, 'the public part does not name providers');
select throws_ok('select public.read_health(true)', '42501', null, 'anon is refused the rest');
set local role service_role;
select is(public.read_health(true) ? 'providers', true, 'the service reads all of it');

select * from finish();
rollback;
