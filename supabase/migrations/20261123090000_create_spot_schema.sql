-- Tables live in a schema that the Data API does not expose; only functions of public are called from outside.
create schema if not exists spot;
comment on schema spot is 'Spot prices of precious metals: providers, pulls, quotes, prices, settings. Not exposed by the Data API.';

revoke all on schema spot from public;
grant usage on schema spot to anon, authenticated, service_role;

-- Scheduling needs pg_cron (catalog schema pinned by its control file) and pg_net. Where a server has neither, the
-- local stack has put stand-ins with the same interface in place before the first migration.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron with schema pg_catalog;
  elsif to_regprocedure('cron.schedule(text, text, text)') is null then
    raise exception 'Cannot schedule pulls: neither pg_cron nor its stand-in is installed'
      using hint = 'Enable pg_cron, or run the local stack with "deno task start"';
  end if;

  if exists (select from pg_available_extensions where name = 'pg_net') then
    create extension if not exists pg_net with schema extensions;
  elsif to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    raise exception 'Cannot call functions: neither pg_net nor its stand-in is installed'
      using hint = 'Enable pg_net, or run the local stack with "deno task start"';
  end if;

  if to_regclass('vault.decrypted_secrets') is null then
    raise exception 'Cannot keep secrets: schema vault is missing'
      using hint = 'Enable supabase_vault, or run the local stack with "deno task start"';
  end if;
end $$;

-- One way to refuse a call: PostgREST turns this into {code, message, details, hint} with the status given.
create function spot.refuse(status int, code text, message text, details text default null, hint text default null)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise sqlstate 'PGRST' using
    message = json_build_object('code', code, 'message', message, 'details', details, 'hint', hint)::text,
    detail = json_build_object('status', status, 'headers', json_build_object('Cache-Control', 'no-store'))::text;
end;
$$;

comment on function spot.refuse is
  'Raises an error that PostgREST answers with this HTTP status and the body {code, message, details, hint}.';

-- Times leave as RFC 3339 with Z, whatever the session's time zone; whole seconds carry no fraction.
--
-- plpgsql here and in other functions of the read path: a SQL function that sets search_path is never inlined and, before
-- Postgres 18, planned again in each statement (40 to 90 microseconds); plpgsql keeps its plan for the session (2 to 4).
create function spot.utc(moment timestamptz)
returns text
language plpgsql
immutable
strict
parallel safe
set search_path = ''
as $$
begin
  return case
    when date_trunc('second', moment) = date_trunc('milliseconds', moment)
      then to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    else to_char(date_trunc('milliseconds', moment) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  end;
end;
$$;

comment on function spot.utc is 'A time as RFC 3339 in UTC with Z, in milliseconds where it has any.';

-- Prices are found again by their time, so that it leaves with every digit.
create function spot.utc_exactly(moment timestamptz)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when moment = date_trunc('second', moment) then to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    else to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  end
$$;

comment on function spot.utc_exactly is 'A time as RFC 3339 in UTC with Z, to the microsecond.';

revoke all on function spot.refuse, spot.utc, spot.utc_exactly from public, anon, authenticated, service_role;
grant execute on function spot.refuse, spot.utc to anon, authenticated, service_role;
grant execute on function spot.utc_exactly to service_role;
