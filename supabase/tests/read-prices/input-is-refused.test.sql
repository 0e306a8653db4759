begin;
select plan(1);

select spot_tests.empty_tables();
select spot_tests.week_of_gold();
select spot_tests.rates_at('2025-08-08 00:00Z', '{"EUR": 1.25}');

select results_eq(
  $$
    select parameter, spot_tests.refusal(format('select public.read_prices(%s)', arguments))
    from (
      values
        ('metal', $a$ 'tin' $a$),
        ('an empty metal', $a$ '' $a$),
        ('no metal', $a$ null $a$),
        ('a list that begins with nothing', $a$ ',gold' $a$),
        ('currency', $a$ 'gold', 'ZZZ' $a$),
        ('no currency code', $a$ 'gold', 'euro' $a$),
        ('unit', $a$ 'gold', unit => 'oz' $a$),
        ('window', $a$ 'gold', "window" => '2h' $a$),
        ('interval', $a$ 'gold', "interval" => '2h' $a$),
        ('too many points', $a$ 'gold', "window" => '1y', "interval" => '5m' $a$),
        ('max by the day', $a$ 'gold', "window" => 'max', "interval" => '1d' $a$),
        ('a date that is none', $a$ 'gold', at => '2025-02-30' $a$),
        ('a time without a zone', $a$ 'gold', at => '2025-08-13T15:00:00' $a$),
        ('words', $a$ 'gold', at => 'yesterday' $a$),
        ('a zone that is none', $a$ 'gold', at => '2026-01-01T00:00:00+99:99' $a$),
        ('infinity', $a$ 'gold', at => 'infinity' $a$),
        ('the future', $a$ 'gold', at => '2999-01-01' $a$),
        ('a time to come', $a$ 'gold', at => '2999-01-01T00:00:00Z' $a$),
        ('before 1900', $a$ 'gold', at => '1899-12-31T00:00:00Z' $a$)
    ) as refused (parameter, arguments)
  $$,
  $$
    values
      ('metal', '400 INPUT_UNKNOWN_METAL'),
      ('an empty metal', '400 INPUT_UNKNOWN_METAL'),
      ('no metal', '400 INPUT_UNKNOWN_METAL'),
      ('a list that begins with nothing', '400 INPUT_UNKNOWN_METAL'),
      ('currency', '400 INPUT_UNKNOWN_CURRENCY'),
      ('no currency code', '400 INPUT_UNKNOWN_CURRENCY'),
      ('unit', '400 INPUT_UNKNOWN_UNIT'),
      ('window', '400 INPUT_UNKNOWN_WINDOW'),
      ('interval', '400 INPUT_BAD_VALUE'),
      ('too many points', '400 INPUT_BAD_VALUE'),
      ('max by the day', '400 INPUT_BAD_VALUE'),
      ('a date that is none', '400 INPUT_BAD_VALUE'),
      ('a time without a zone', '400 INPUT_BAD_VALUE'),
      ('words', '400 INPUT_BAD_VALUE'),
      ('a zone that is none', '400 INPUT_BAD_VALUE'),
      ('infinity', '400 INPUT_BAD_VALUE'),
      ('the future', '400 INPUT_BAD_VALUE'),
      ('a time to come', '400 INPUT_BAD_VALUE'),
      ('before 1900', '400 INPUT_BAD_VALUE')
  $$,
  'each bad value is refused with its code'
);

select * from finish();
rollback;
