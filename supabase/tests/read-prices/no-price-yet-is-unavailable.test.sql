begin;
select plan(4);

truncate spot.prices, spot.bars, spot.fx_rates;
select spot.refresh_latest_prices();
create function pg_temp.refusal(query text) returns text language plpgsql as $$
declare
  v_body text;
  v_head text;
begin
  execute query;
  return 'not refused';
exception when sqlstate 'PGRST' then
  get stacked diagnostics v_body = message_text, v_head = pg_exception_detail;
  return format('%s %s', v_head::json ->> 'status', v_body::json ->> 'code');
end;
$$;

select is(pg_temp.refusal('select public.read_prices()'), '503 PRICE_NOT_YET', 'an empty database has no price');

select spot.record_prices(
  '2025-08-13 15:00:00Z', '[{"metal": "gold", "price": 3350, "status": "single", "provider": "gold-api.com"}]'
);
select is(
  pg_temp.refusal($$ select public.read_prices('gold', at => '2025-08-12') $$), '404 PRICE_NOT_RECORDED',
  'before the history begins there never will be one'
);
select is(
  pg_temp.refusal($$ select public.read_prices('gold', 'EUR', at => '2025-08-13') $$), '404 PRICE_NOT_RECORDED',
  'without any rate a currency is not unknown but missing'
);
select is(
  pg_temp.refusal($$ select public.read_prices('silver', at => '2025-08-13') $$), '404 PRICE_NOT_RECORDED',
  'another metal has none'
);

select * from finish();
rollback;
