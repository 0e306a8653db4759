begin;
select plan(4);

select spot_tests.empty_tables();
select spot.ensure_partition('prices', moment) from unnest(array[now(), now() - interval '1 day']) as given (moment);

insert into spot.prices (metal, priced_at, quoted_at, status, provider, price)
values ('gold', now() - interval '1 minute', now() - interval '1 minute', 'imported', 'LBMA', 4000);
select spot.refresh_latest_prices();
select is(
  public.read_prices('gold') -> 'latest' ->> 'state', 'stale', 'a fix of this minute is not fresh'
);

insert into spot.prices (metal, priced_at, quoted_at, status, provider, price)
values ('gold', now() - interval '5 minutes', now() - interval '5 minutes', 'single', 'metals.dev', 4010);
select spot.refresh_latest_prices();
select is((public.read_prices('gold') ->> 'price')::numeric, 4010::numeric, 'nor does it hide a pulled price');

delete from spot.prices where status = 'single';
insert into spot.prices (metal, priced_at, quoted_at, status, provider, price)
values ('gold', now() - interval '2 days', now() - interval '2 days', 'single', 'metals.dev', 3900);
select spot.refresh_latest_prices();
select is((public.read_prices('gold') ->> 'price')::numeric, 4000::numeric, 'unless that is more than a day older');
select is(
  public.read_prices('gold') -> 'latest' ->> 'provider', 'LBMA', 'and its source is named'
);

select * from finish();
rollback;
