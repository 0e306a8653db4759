begin;
select plan(7);

select spot_tests.empty_tables();
select spot_tests.import(jsonb_agg(jsonb_build_array('gold', at, 1900.123456, 'a "b", c')))
from generate_series(timestamptz '2019-12-30 12:00Z', '2020-01-03 12:00Z', '1 day') as at;
select spot_tests.rates_at('2020-01-01 00:00:00.123456Z', '{"EUR": 0.0000005, "GBP": 0.0000005, "IRR": 0.0000005}');
set local role service_role;

create function pg_temp.walk(name text, start text[]) returns setof json language plpgsql as $$
declare
  v_after text[] := start;
  v_page json;
begin
  loop
    v_page := public.export_page(name, v_after, 2);
    exit when v_page ->> 'next' is null;
    return query select json_array_elements(v_page -> 'rows');
    v_after := array(select json_array_elements_text(v_page -> 'next'));
  end loop;
end;
$$;
select results_eq(
  $$ select row ->> 0, row ->> 2, row ->> 3 from pg_temp.walk('prices', '{gold}') as row $$,
  $$ select spot.utc(priced_at), price::text, provider from spot.prices order by priced_at $$,
  'prices, over the border of a year'
);
select is_empty($$ select pg_temp.walk('prices', '{silver}') $$, 'a metal without prices has no rows');
select results_eq(
  $$ select row ->> 0, row ->> 1, (row ->> 2)::timestamptz from pg_temp.walk('bars', '{}') as row $$,
  $$ select metal, resolution, opened_at from spot.bars order by 1, 2, 3 $$, 'bars'
);
select results_eq(
  $$ select row ->> 0, row ->> 2, row ->> 3 from pg_temp.walk('fx', '{}') as row $$,
  $$ values
    ('EUR', '0.0000005', '2020-01-01T00:00:00.123456Z'), ('GBP', '0.0000005', '2020-01-01T00:00:00.123456Z'),
    ('IRR', '0.0000005', '2020-01-01T00:00:00.123456Z') $$,
  'rates, with every digit'
);
select is_empty($$ select pg_temp.walk('quotes', '{}') $$, 'quotes, of which there are none');
select throws_like($$ select public.export_page('settings') $$, '%INPUT_BAD_VALUE%', 'nothing else is exported');
select throws_like($$ select public.export_page('bars', '{}', 20001) $$, '%INPUT_BAD_VALUE%', 'a page is bounded');

select * from finish();
rollback;
