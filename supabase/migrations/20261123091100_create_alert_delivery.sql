-- Tells somebody: each opening and closing of an alert goes to a webhook, signed, until the receiver says yes. All of
-- it happens in the database, so that it works while the functions are the thing that is down.

create table spot.alert_deliveries (
  delivery_id uuid primary key default gen_random_uuid(),
  alert_id bigint not null references spot.alerts (alert_id) on delete cascade,
  event text not null constraint event_is_known check (event in ('opened', 'closed')),
  state text not null default 'pending'
    constraint delivery_state_is_known check (state in ('pending', 'sent', 'delivered', 'failed', 'unwanted')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  request_id bigint,
  sent_at timestamptz,
  delivered_at timestamptz,
  last_status int,
  last_error text,
  constraint an_event_is_told_once unique (alert_id, event)
);

-- Serves the search for what is due or under way.
create index alert_deliveries_due on spot.alert_deliveries (next_attempt_at) where state in ('pending', 'sent');

comment on table spot.alert_deliveries is 'Each opening and closing of an alert, and whether the webhook has taken it.';
comment on column spot.alert_deliveries.delivery_id is 'Sent as X-Spot-Delivery: a receiver that sees it twice may drop the second.';
comment on column spot.alert_deliveries.state is
  'pending; sent: waiting for the answer; delivered; failed: given up after a day; unwanted: no webhook was set.';
comment on column spot.alert_deliveries.request_id is 'The request of pg_net whose answer is awaited.';

-- Alerts are opened by pulls and by the watchdog; a trigger sees both.
create function spot.queue_alert_delivery()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    insert into spot.alert_deliveries (alert_id, event) values (new.alert_id, 'opened');
  elsif old.closed_at is null and new.closed_at is not null then
    insert into spot.alert_deliveries (alert_id, event) values (new.alert_id, 'closed');
  end if;
  return null;
end;
$$;

comment on function spot.queue_alert_delivery is 'Puts the opening or closing of an alert into the queue of deliveries.';

create trigger alerts_are_told after insert or update of closed_at on spot.alerts
for each row execute function spot.queue_alert_delivery();

-- The address is a secret too: whoever knows the URL of a chat's webhook can write there.
create function public.set_alert_webhook(url text, secret text, format text default 'generic')
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_wanted record;
  v_id uuid;
begin
  if url is not null and url !~ '^https://[^\s/@]+(/\S*)?$' and url !~ '^http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/\S*)?$' then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot set the webhook: its address is no https URL', null,
      'https://..., or http:// on this machine; null switches it off'
    );
  end if;
  if format not in ('generic', 'slack', 'discord') then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot set the webhook: its format is unknown', null, 'Formats: generic, slack, discord'
    );
  end if;
  if url is not null and length(coalesce(secret, '')) < 16 then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot set the webhook: its secret is too short', null, 'At least 16 characters'
    );
  end if;

  for v_wanted in
    select * from (
      values
        ('alert_webhook_url', coalesce(set_alert_webhook.url, '')),
        ('alert_webhook_secret', coalesce(set_alert_webhook.secret, '')),
        ('alert_webhook_format', set_alert_webhook.format)
    ) as wanted (name, value)
  loop
    select secrets.id into v_id from vault.secrets where secrets.name = v_wanted.name;
    if v_id is null then
      perform vault.create_secret(v_wanted.value, v_wanted.name, 'Set by public.set_alert_webhook');
    else
      perform vault.update_secret(v_id, v_wanted.value);
    end if;
  end loop;
end;
$$;

comment on function public.set_alert_webhook is
  'Where alerts are sent, with the secret that signs them; url null switches it off. For the service only.';

create function spot.alert_text(alert spot.alerts, event text)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    '%s %s: %s (%s)%s',
    case event when 'closed' then '[over]' when 'opened' then case (alert).severity when 'critical' then '[critical]' else '[warning]' end end,
    replace((alert).kind, '_', ' '),
    (alert).subject,
    to_char((alert).opened_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
    case when (alert).details ? 'message' then ': ' || ((alert).details ->> 'message') else '' end
  )
$$;

comment on function spot.alert_text is 'One line about an alert for people.';

create function spot.alert_body(alert spot.alerts, event text, delivery_id uuid, format text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case format
    when 'slack' then jsonb_build_object('text', spot.alert_text(alert, event))
    when 'discord' then jsonb_build_object('content', spot.alert_text(alert, event))
    else jsonb_build_object(
      'id', delivery_id,
      'event', 'alert.' || event,
      'text', spot.alert_text(alert, event),
      'alert', jsonb_build_object(
        'kind', (alert).kind,
        'subject', (alert).subject,
        'severity', (alert).severity,
        'opened_at', spot.utc((alert).opened_at),
        'closed_at', spot.utc((alert).closed_at),
        'details', (alert).details
      )
    )
  end
$$;

comment on function spot.alert_body is 'What is posted: generic JSON, or the shape that Slack or Discord wants.';

-- 1, 2, 4, ... minutes, an hour at most.
create function spot.delivery_pause(attempts int)
returns interval
language sql
immutable
set search_path = ''
as $$
  select least(interval '1 minute' * power(2, greatest(attempts, 1) - 1), interval '1 hour')
$$;

comment on function spot.delivery_pause is 'How long to wait after so many attempts.';

create function spot.collect_alert_answers()
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  update spot.alert_deliveries as delivery
  set
    state = case
      when answer.status_code between 200 and 299 then 'delivered'
      when delivery.attempts >= 30 then 'failed'
      else 'pending'
    end,
    delivered_at = case when answer.status_code between 200 and 299 then now() end,
    last_status = answer.status_code,
    last_error = case
      when answer.status_code between 200 and 299 then null
      when answer.status_code is not null then 'HTTP status ' || answer.status_code
      else coalesce(left(answer.error_msg, 200), 'no answer')
    end,
    next_attempt_at = now() + spot.delivery_pause(delivery.attempts)
  from (
    select waiting.delivery_id, response.id, response.status_code, response.error_msg
    from spot.alert_deliveries as waiting
    left join net._http_response as response on response.id = waiting.request_id
    where waiting.state = 'sent'
  ) as answer
  where delivery.delivery_id = answer.delivery_id
    -- pg_net forgets what was under way when the server restarts: two minutes without an answer count as none.
    and (answer.id is not null or delivery.sent_at < now() - interval '2 minutes')
$$;

comment on function spot.collect_alert_answers is 'Reads what the webhook answered to what is under way.';

-- The signature covers the time, so that a recorded request cannot be sent again later, and the very bytes of the body.
create function spot.deliver_alerts()
returns int
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_url text := (select decrypted_secret from vault.decrypted_secrets where name = 'alert_webhook_url');
  v_secret text := (select decrypted_secret from vault.decrypted_secrets where name = 'alert_webhook_secret');
  v_format text := (select decrypted_secret from vault.decrypted_secrets where name = 'alert_webhook_format');
  v_delivery record;
  v_body jsonb;
  v_seconds bigint := floor(extract(epoch from clock_timestamp()));
  v_sent int := 0;
begin
  -- Two runs at once would send twice.
  if not pg_try_advisory_xact_lock(hashtext('spot.deliver_alerts')) then
    return 0;
  end if;
  perform spot.collect_alert_answers();

  if coalesce(v_url, '') = '' then
    update spot.alert_deliveries set state = 'unwanted' where state = 'pending';
    return 0;
  end if;

  for v_delivery in
    select deliveries.delivery_id, deliveries.event, alerts
    from spot.alert_deliveries as deliveries
    join spot.alerts as alerts on alerts.alert_id = deliveries.alert_id
    where deliveries.state = 'pending' and deliveries.next_attempt_at <= now()
    order by deliveries.next_attempt_at
    limit 20
  loop
    v_body := spot.alert_body(v_delivery.alerts, v_delivery.event, v_delivery.delivery_id, v_format);
    update spot.alert_deliveries
    set
      state = 'sent',
      attempts = attempts + 1,
      sent_at = now(),
      request_id = net.http_post(
        url := v_url,
        body := v_body,
        headers := jsonb_build_object(
          'Content-Type', 'application/json',
          'X-Spot-Delivery', v_delivery.delivery_id,
          'X-Spot-Signature', format(
            't=%s,v1=%s', v_seconds, encode(extensions.hmac(v_seconds || '.' || v_body::text, v_secret, 'sha256'), 'hex')
          )
        ),
        timeout_milliseconds := 10000
      )
    where delivery_id = v_delivery.delivery_id;
    v_sent := v_sent + 1;
  end loop;
  return v_sent;
end;
$$;

comment on function spot.deliver_alerts is 'Sends what is due to the webhook and reads the answers to what was sent; returns how many were sent.';

alter table spot.alert_deliveries enable row level security;

create policy only_the_service_reads_deliveries on spot.alert_deliveries
  for select to anon, authenticated using (false);

revoke all on spot.alert_deliveries from public, anon, authenticated, service_role;
grant select, insert on spot.alert_deliveries to service_role;

revoke all on function
  spot.queue_alert_delivery, public.set_alert_webhook, spot.alert_text, spot.alert_body, spot.delivery_pause,
  spot.collect_alert_answers, spot.deliver_alerts
from public, anon, authenticated, service_role;
grant execute on function public.set_alert_webhook to service_role;
