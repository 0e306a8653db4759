-- The real pg_cron, made by the superuser and given to postgres, as on Supabase. A migration's own
-- `create extension if not exists` then finds it.
create extension pg_cron with schema pg_catalog;
grant usage on schema cron to postgres with grant option;
grant execute on all functions in schema cron to postgres with grant option;
grant all on all tables in schema cron to postgres with grant option;
-- Jobs change through the functions only.
revoke all on cron.job from postgres;
grant select on cron.job to postgres with grant option;
