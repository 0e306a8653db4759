begin;
select plan(7);

delete from vault.secrets where name in ('project_url', 'secret_key');
set local role service_role;
select is(
  public.set_project_address('https://abcdefghijklmnopqrst.supabase.co/', 'sb_secret_invented_0123456789') ->> 'schedule',
  '*/5 * * * *', 'address and key are taken, and the schedule is told'
);
select lives_ok(
  $$ select public.set_project_address('https://abcdefghijklmnopqrst.supabase.co', 'sb_secret_rotated_0123456789') $$,
  'again, with another key'
);
reset role;
select results_eq(
  $$
    select name, decrypted_secret from vault.decrypted_secrets where name in ('project_url', 'secret_key') order by name
  $$,
  $$ values
    ('project_url', 'https://abcdefghijklmnopqrst.supabase.co'), ('secret_key', 'sb_secret_rotated_0123456789')
  $$,
  'Vault holds the last ones, without the slash at the end'
);
select throws_like(
  $$ select public.set_project_address('http://evil.example.com', 'sb_secret_invented_0123456789') $$,
  '%must be an https origin%', 'the key never travels in the clear'
);
select throws_like(
  $$ select public.set_project_address('https://a.supabase.co/functions/v1', 'sb_secret_invented_0123456789') $$,
  '%must be an https origin%', 'an address has no path'
);
select throws_like(
  $$ select public.set_project_address('https://a.supabase.co', 'short') $$, '%does not look like one%',
  'a key has some length'
);
set local role anon;
select throws_ok(
  $$ select public.set_project_address('https://a.supabase.co', 'sb_secret_invented_0123456789') $$, '42501', null,
  'only the service may'
);
reset role;

select * from finish();
rollback;
