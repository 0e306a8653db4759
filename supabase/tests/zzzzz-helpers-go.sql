-- The last file: nothing of the tests stays behind, so that `supabase db diff` does not find the helpers.
begin;
select plan(1);

set local client_min_messages = warning;
drop schema if exists spot_tests cascade;
select hasnt_schema('spot_tests', 'the schema of the helpers is gone');

select * from finish();
commit;
