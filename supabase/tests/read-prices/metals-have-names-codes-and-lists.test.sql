begin;
select plan(3);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();

select spot_tests.prices_at('2025-08-13 15:00Z', '{"silver": 38.5}');

select results_eq(
  $$
    select name, public.read_prices(name, at => '2025-08-13T15:02:30Z') ->> 'metal'
    from unnest(array['gold', 'GOLD', 'xau', 'XAU', ' gold ', 'XAG']) with ordinality as wanted (name, place)
    order by place
  $$,
  $$
    values
      ('gold', 'gold'), ('GOLD', 'gold'), ('xau', 'gold'), ('XAU', 'gold'), (' gold ', 'gold'), ('XAG', 'silver')
  $$,
  'a metal has a name and a code in any case'
);
select results_eq(
  $$
    select value ->> 'metal'
    from json_array_elements(public.read_prices('xag, gold,silver', at => '2025-08-13T15:02:30Z') -> 'prices')
  $$,
  array['silver', 'gold'],
  'a list is answered in its order, each metal once'
);
select results_eq(
  $$
    select json_array_length(answer -> 'prices'), answer ->> 'missing'
    from public.read_prices('all', at => '2025-08-13T15:02:30Z') as answer
  $$,
  $$ values (2, '["platinum","palladium"]') $$,
  'all names the metals that have no price'
);

select * from finish();
rollback;
