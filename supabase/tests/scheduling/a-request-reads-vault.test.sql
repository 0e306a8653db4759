begin;
select plan(4);

select spot_tests.empty_tables();
delete from vault.secrets where name in ('project_url', 'secret_key');

select throws_like('select spot.request_price_pull()', '%Vault lacks%', 'without address and key it says what to do');
select vault.create_secret('http://127.0.0.1:9/', 'project_url');
select vault.create_secret('sb_secret_test', 'secret_key');
select isnt(spot.request_price_pull(), null, 'with them it asks for a pull');
select results_eq(
  $$ select method::text, url, headers ->> 'apikey' from net.http_request_queue order by id desc limit 1 $$,
  $$ values ('POST', 'http://127.0.0.1:9/functions/v1/prices-pull', 'sb_secret_test') $$,
  'of the function prices-pull, with the key in a header'
);
insert into spot.pulls (slot_at, trigger, started_at, lease_expires_at)
values (spot.current_slot(clock_timestamp()), 'manual', now(), now()), (spot.current_slot(clock_timestamp() + interval '5 minutes'), 'manual', now(), now());
select is(spot.request_price_pull(), null, 'and not again in a slot that is pulled');

select * from finish();
rollback;
