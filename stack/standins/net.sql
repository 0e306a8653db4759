-- Stand-in for pg_net 0.20, for databases whose server does not have it. Same schema, names and defaults for callers;
-- the requests are sent by stack/worker/. Owned by supabase_admin, so that `supabase db reset` leaves it alone.
create schema net;

create domain net.http_method as text
  constraint http_method_is_known check (value in ('GET', 'POST', 'DELETE'));

-- Unlogged as in pg_net: a crash of the server forgets requests and answers.
create unlogged table net.http_request_queue (
  id bigserial,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index _http_response_created_idx on net._http_response (created);

create function net.encode_query_value(value text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select coalesce(
    string_agg(
      case
        when c ~ '^[A-Za-z0-9_.~-]$' then c
        else regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', '%\1', 'g')
      end,
      '' order by position
    ),
    ''
  )
  from unnest(string_to_array(value, null)) with ordinality as characters (c, position);
$$;

-- The row becomes visible and the worker is told when the caller's transaction commits, never before.
create function net.enqueue(
  method text,
  url text,
  params jsonb,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer
)
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  query text;
  request_id bigint;
begin
  select string_agg(net.encode_query_value(key) || '=' || coalesce(net.encode_query_value(value), ''), '&')
  into query
  from jsonb_each_text(params);

  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values (
    enqueue.method,
    enqueue.url || case when query is null then '' when position('?' in enqueue.url) > 0 then '&' || query else '?' || query end,
    enqueue.headers,
    enqueue.body,
    enqueue.timeout_milliseconds
  )
  returning id into request_id;
  perform pg_notify('net_request_queued', '');
  return request_id;
end;
$$;

create function net.http_get(
  url text,
  params jsonb default '{}',
  headers jsonb default '{}',
  timeout_milliseconds integer default 5000
)
returns bigint
language sql
volatile
security definer
set search_path = ''
as $$
  select net.enqueue('GET', url, params, headers, null, timeout_milliseconds);
$$;

create function net.http_post(
  url text,
  body jsonb default '{}',
  params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}',
  timeout_milliseconds integer default 5000
)
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  content_type text;
begin
  select value into content_type from jsonb_each_text(headers) where lower(key) = 'content-type';
  if content_type is null then
    headers := coalesce(headers, '{}') || '{"Content-Type": "application/json"}';
  elsif content_type !~* '^application/json\s*(;|$)' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  return net.enqueue('POST', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds);
end;
$$;

create function net.http_delete(
  url text,
  params jsonb default '{}',
  headers jsonb default '{}',
  timeout_milliseconds integer default 5000,
  body jsonb default null
)
returns bigint
language sql
volatile
security definer
set search_path = ''
as $$
  select net.enqueue('DELETE', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds);
$$;

revoke all on all functions in schema net from public;
grant usage on schema net to postgres, anon, authenticated, service_role;
grant execute on function net.http_get, net.http_post, net.http_delete
  to postgres, anon, authenticated, service_role;
grant select on net.http_request_queue to postgres;
grant select, delete on net._http_response to postgres;
