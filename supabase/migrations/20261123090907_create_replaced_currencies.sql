-- Currencies that were replaced. The same list is shared/fx/successors.ts, where the sources are named;
-- tests/calculations/replaced-currencies.test.ts holds both equal.
create function spot.replaced_currencies()
returns table (currency text, successor text, since date, factor numeric)
language plpgsql
immutable
set search_path = ''
as $$
begin
  return query
  select given.currency, given.successor, given.since::date, given.factor
  from (
    values
      ('AFA', 'AFN', '2002-10-07', 1000),
      ('ANG', 'XCG', '2025-03-31', 1),
      ('ATS', 'EUR', '1999-01-01', 13.7603),
      ('AZM', 'AZN', '2006-01-01', 5000),
      ('BEF', 'EUR', '1999-01-01', 40.3399),
      ('BGL', 'BGN', '1999-07-05', 1000),
      ('BGN', 'EUR', '2026-01-01', 1.95583),
      ('BYR', 'BYN', '2016-07-01', 10000),
      ('CSD', 'RSD', '2006-10-25', 1),
      ('CUC', 'CUP', '2021-01-01', 0.041666666666666664),
      ('CYP', 'EUR', '2008-01-01', 0.585274),
      ('DEM', 'EUR', '1999-01-01', 1.95583),
      ('EEK', 'EUR', '2011-01-01', 15.6466),
      ('ESP', 'EUR', '1999-01-01', 166.386),
      ('FIM', 'EUR', '1999-01-01', 5.94573),
      ('FRF', 'EUR', '1999-01-01', 6.55957),
      ('GHC', 'GHS', '2007-07-01', 10000),
      ('GRD', 'EUR', '2001-01-01', 340.75),
      ('HRK', 'EUR', '2023-01-01', 7.5345),
      ('IEP', 'EUR', '1999-01-01', 0.787564),
      ('ITL', 'EUR', '1999-01-01', 1936.27),
      ('LTL', 'EUR', '2015-01-01', 3.4528),
      ('LUF', 'EUR', '1999-01-01', 40.3399),
      ('LVL', 'EUR', '2014-01-01', 0.702804),
      ('MGF', 'MGA', '2005-01-01', 5),
      ('MRO', 'MRU', '2018-01-01', 10),
      ('MTL', 'EUR', '2008-01-01', 0.4293),
      ('MZM', 'MZN', '2006-07-01', 1000),
      ('NLG', 'EUR', '1999-01-01', 2.20371),
      ('PLZ', 'PLN', '1995-01-01', 10000),
      ('PTE', 'EUR', '1999-01-01', 200.482),
      ('ROL', 'RON', '2005-07-01', 10000),
      ('RUR', 'RUB', '1998-01-01', 1000),
      ('SDD', 'SDG', '2007-01-10', 100),
      ('SIT', 'EUR', '2007-01-01', 239.64),
      ('SKK', 'EUR', '2009-01-01', 30.126),
      ('SLL', 'SLE', '2024-01-01', 1000),
      ('SRG', 'SRD', '2004-01-01', 1000),
      ('STD', 'STN', '2018-01-01', 1000),
      ('TJR', 'TJS', '2000-10-30', 1000),
      ('TMM', 'TMT', '2009-01-01', 5000),
      ('TRL', 'TRY', '2005-01-01', 1000000),
      ('UAK', 'UAH', '1996-09-02', 100000),
      ('VEB', 'VEF', '2008-01-01', 1000),
      ('VEF', 'VES', '2018-08-20', 100000),
      ('XEU', 'EUR', '1999-01-01', 1),
      ('ZMK', 'ZMW', '2013-01-01', 1000),
      ('ZWL', 'ZWG', '2024-04-05', 2498.7242)
  ) as given (currency, successor, since, factor);
end;
$$;

comment on function spot.replaced_currencies is
  'Currencies that were replaced: since is the first day of the successor, factor how many old units became one new.';

create function spot.successor_in_words(old_currency text)
returns text
language sql
stable
set search_path = ''
as $$
  select format('%s replaced %s on %s: 1 %s for %s %s', successor, currency, since, successor, factor, currency)
  from spot.replaced_currencies()
  where currency = old_currency
$$;

comment on function spot.successor_in_words is 'What replaced a currency, when, and at what factor; null where nothing did.';

revoke all on function spot.replaced_currencies, spot.successor_in_words from public, anon, authenticated, service_role;
grant execute on function spot.replaced_currencies, spot.successor_in_words to anon, authenticated, service_role;
