-- Roles, schemas and default privileges of a Supabase database, as far as this project can notice them.
-- Run by the superuser supabase_admin when a database is new. Passwords are set by the launcher.

-- On Supabase `postgres` is no superuser. Migrations run as it, so what needs a superuser fails here too.
create role postgres login createdb createrole replication bypassrls;
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
-- PostgREST connects as this role and may become the three above, nothing else.
create role authenticator login noinherit;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option;

alter database postgres owner to postgres;
-- As Supabase sets them: a runaway request must not hold a connection for ever.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, extensions;

grant usage on schema public to anon, authenticated, service_role;
grant all on schema public to postgres;

-- New objects in public are granted to nobody, as `auto_expose_new_tables = false` makes it; the built-in grant of
-- EXECUTE to PUBLIC stays, because it stays on Supabase as well.
alter default privileges for role postgres in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke all on sequences from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke all on functions from anon, authenticated, service_role;

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;
create extension pgcrypto with schema extensions;
create extension pg_stat_statements with schema extensions;

-- The CLI keeps its history here; it makes the tables itself, in the same shape (see migrations.ts).
create schema supabase_migrations authorization postgres;
