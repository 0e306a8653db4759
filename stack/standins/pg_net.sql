-- The real pg_net, where the server has it, made by the superuser and given out as on Supabase.
create extension pg_net with schema extensions;
grant usage on schema net to postgres, anon, authenticated, service_role;
