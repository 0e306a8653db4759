-- An exact limit for calls that write or cost quota. Isolates share nothing, so what each of them counts in memory is only a
-- first line; this one bucket a client is what all of them share. It is taken from inside the call that it guards: no further
-- round trip, and where the database is away the call fails anyway. Reads never come here.

-- Unlogged: a crash empties it, after which every client has a full bucket, and nothing of it goes through the log.
create unlogged table spot.rate_buckets (
  function_name text not null
    constraint function_is_limited check (function_name in ('prices-pull', 'provider-proxy', 'config')),
  client text not null constraint client_is_a_digest check (client ~ '^[0-9a-f]{64}$'),
  tokens double precision not null constraint tokens_are_not_negative check (tokens >= 0),
  filled_at timestamptz not null,
  primary key (function_name, client)
);

-- Serves the search for buckets that are full again.
create index rate_buckets_filled_at on spot.rate_buckets (filled_at);

comment on table spot.rate_buckets is
  'What is left of each client''s allowance of calls that write or cost quota. A bucket that is full again is not kept.';
comment on column spot.rate_buckets.function_name is 'The function whose allowance this is.';
comment on column spot.rate_buckets.client is 'Keyed digest of the client''s address or user id; neither can be read from it.';
comment on column spot.rate_buckets.tokens is 'Calls left at filled_at; rate_limit_per_minute of them come back each minute.';
comment on column spot.rate_buckets.filled_at is 'When tokens was computed.';

create function spot.take_token(function_name text, client text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_limit double precision;
  v_now timestamptz := clock_timestamp();
  v_tokens double precision;
  v_wait int;
begin
  select (document ->> 'rate_limit_per_minute')::double precision into v_limit from spot.settings;
  -- Calls by SQL name no client.
  if v_limit = 0 or take_token.client is null then
    return;
  end if;

  insert into spot.rate_buckets as bucket (function_name, client, tokens, filled_at)
  values (take_token.function_name, take_token.client, v_limit - 1, v_now)
  on conflict (function_name, client) do update
  set
    tokens = least(
      v_limit,
      -- A clock that was set back must not take tokens away.
      bucket.tokens + greatest(0, extract(epoch from excluded.filled_at - bucket.filled_at)) * v_limit / 60
    ) - 1,
    filled_at = excluded.filled_at
  where
    least(
      v_limit,
      bucket.tokens + greatest(0, extract(epoch from excluded.filled_at - bucket.filled_at)) * v_limit / 60
    ) >= 1
  returning tokens into v_tokens;

  if v_tokens is null then
    select
      greatest(
        1,
        ceil((1 - bucket.tokens) * 60 / v_limit - greatest(0, extract(epoch from v_now - bucket.filled_at)))
      )
    into v_wait
    from spot.rate_buckets as bucket
    where bucket.function_name = take_token.function_name and bucket.client = take_token.client;

    raise sqlstate 'PGRST' using
      message = json_build_object(
        'code', 'LIMIT_REQUESTS',
        'message', 'Cannot answer now: too many requests from this client',
        'details', null,
        'hint', format('At most %s a minute; try again in %s s', v_limit, coalesce(v_wait, 1))
      )::text,
      detail = json_build_object(
        'status', 429,
        'headers', json_build_object('Cache-Control', 'no-store', 'Retry-After', coalesce(v_wait, 1)::text)
      )::text;
  end if;

  -- Each call adds one bucket at most and removes two, so the table holds the clients of the last minutes and no more.
  delete from spot.rate_buckets
  where (function_name, client) in (
    select idle.function_name, idle.client
    from spot.rate_buckets as idle
    where filled_at < v_now - interval '2 minutes'
    order by filled_at
    limit 2
    for update skip locked
  );
end;
$$;

comment on function spot.take_token is
  'Takes one call off a client''s allowance of a function, or refuses with 429 and Retry-After. Without a client it does nothing.';

alter table spot.rate_buckets enable row level security;

create policy only_the_service_reads_buckets on spot.rate_buckets for select to anon, authenticated using (false);

revoke all on spot.rate_buckets from public, anon, authenticated, service_role;
grant select, insert, update, delete on spot.rate_buckets to service_role;

revoke all on function spot.take_token from public, anon, authenticated, service_role;
grant execute on function spot.take_token to service_role;
