begin;
select plan(2);

-- The month that holds the limit has days on both sides of it.
select spot.ensure_partition('quotes', now() - interval '60 days');
create temporary table limits as select date_trunc('month', now() - interval '60 days', 'UTC') as month;
select is(
  spot.clean_up() -> 'quote_partitions', '[]', 'a month that is partly young stays whole'
);
select spot.ensure_partition('quotes', month - interval '1 day') from limits;
select is(
  jsonb_array_length(spot.clean_up() -> 'quote_partitions'), 1, 'the month before goes'
);

select * from finish();
rollback;
