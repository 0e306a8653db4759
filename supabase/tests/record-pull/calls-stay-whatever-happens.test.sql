begin;
select plan(17);

create temporary table bad (part text, path text[], value jsonb) on commit drop;
insert into bad values
  ('a quote of an unknown metal', '{quotes,0,metal}', '"tin"'), ('a price of zero', '{prices,0,price}', '0'),
  ('a rate of zero', '{fx,0,usd_value}', '0'), ('a reference of an unknown metal', '{references}',
    '[{"provider": "frankfurter", "metal": "tin", "price": 1, "date": "2025-08-13"}]'),
  ('an alert of no severity', '{alerts,conditions,0,severity}', '"loud"');

create function pg_temp.record_with(path text[], value jsonb) returns jsonb language plpgsql as $$
begin
  perform spot_tests.empty_tables();
  return spot_tests.record(spot_tests.claim('2025-08-13 15:00Z'), jsonb_set(spot_tests.whole_pull(), path, value));
end;
$$;

create temporary table seen as
select part, pg_temp.record_with(path, value) as answer, spot_tests.counts() as counts from bad;
select is(answer ->> 'state', 'failed', part || ' fails the pull') from seen;
select is(
  counts, '{"calls": 1, "usage": 2, "quotes": 0, "prices": 0, "bars": 0, "fx": 0, "alerts": 0, "state": "failed"}',
  part || ' leaves the calls and their cost, and nothing else'
) from seen;

select matches(
  (select summary #>> '{failures,0}' from spot.pulls), '^Cannot record the prices: .*severity_is_known',
  'the summary names the failure'
);
select matches(
  (select metals #>> '{gold,outcome}' || ' ' || (metals #>> '{gold,reason}') from spot.pulls), '^failed Cannot record',
  'each metal has failed, and says so'
);
select is(
  (select last_called_at from spot.provider_states where provider_key = 'gold-api'), '2025-08-13 15:00Z',
  'the provider is known to have been called, so that the next slot does not ask at once'
);
select pg_temp.record_with('{provider_states,0,provider}', '"nobody"');
select is(
  spot_tests.counts() - 'bars', '{"calls": 1, "usage": 2, "quotes": 1, "prices": 1, "fx": 1, "alerts": 1, "state": "succeeded"}',
  'a state that cannot be written costs no price'
);

select spot_tests.empty_tables();
create temporary table lease as
select spot_tests.claim('2025-08-13 15:00Z') as claim, spot_tests.whole_pull() as pull;
select throws_ok(
  $$ select spot_tests.record(claim, jsonb_set(pull, '{calls,0,provider}', '"nobody"')) from lease $$, '23503', null,
  'a call to nobody is refused'
);
select throws_ok(
  $$ select spot_tests.record(claim, pull || '{"state": "fine"}') from lease $$, '23514', null, 'and so is an end that is none'
);
select is(spot_tests.counts() ->> 'state', 'running', 'the pull still runs then');

select * from finish();
rollback;
