-- Tells subscribers of Supabase Realtime that a pull has committed, so that nobody needs to poll. The stack without Docker
-- has no Realtime: there the trigger does nothing, and clients poll.
create function spot.broadcast_pull()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_prices jsonb;
begin
  -- Replayed time is not now, and a pull that priced nothing has no news.
  if new.trigger = 'replay' or to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    return null;
  end if;
  select jsonb_object_agg(price.metal, trim_scale(price.price)) into v_prices
  from spot.prices as price
  where price.priced_at = new.slot_at;
  if v_prices is null then
    return null;
  end if;

  begin
    -- Dynamic, because the function does not exist everywhere this migration does. The message is written in the
    -- transaction of the pull: it is sent when the pull commits, or not at all.
    execute 'select realtime.send($1, $2, $3, $4)'
    using
      jsonb_build_object('slot', spot.utc(new.slot_at), 'origin', new.origin, 'unit', 'toz', 'usd', v_prices),
      'prices', 'spot-prices', false;
  exception when others then
    -- News that cannot be told must never cost the price itself.
    raise warning 'Cannot broadcast the pull: %', sqlerrm;
  end;
  return null;
end;
$$;

comment on function spot.broadcast_pull is
  'Sends the prices of a finished pull to the public Realtime topic spot-prices, event prices, where Realtime exists.';

-- Prices are in place when the run is finished; both are written by spot.record_pull.
create trigger a_finished_pull_is_broadcast
after update of state on spot.pulls
for each row
when (old.state is distinct from new.state and new.state in ('succeeded', 'partial'))
execute function spot.broadcast_pull();

revoke all on function spot.broadcast_pull from public, anon, authenticated, service_role;
