begin;
select plan(3);

-- A bucket is of a function that writes or costs quota; an address is not a digest and is not stored.
select spot_tests.refuses_row('rate_buckets', '{"function_name": "prices-read"}', 'function_is_limited');
select spot_tests.refuses_row('rate_buckets', '{"client": "203.0.113.7"}', 'client_is_a_digest');
select spot_tests.refuses_row('rate_buckets', '{"tokens": -1}', 'tokens_are_not_negative');

select * from finish();
rollback;
