-- What was said is kept apart from what was concluded, wrong numbers included, so that every price can be explained.
create table spot.quotes (
  fetched_at timestamptz not null,
  quoted_at timestamptz,
  pull_id bigint not null,
  provider_key text not null,
  metal text not null constraint metal_is_known check (metal in ('gold', 'silver', 'platinum', 'palladium')),
  price numeric not null,
  bid numeric,
  ask numeric,
  verdict text not null constraint verdict_is_known check (verdict in ('accepted', 'rejected', 'quarantined')),
  reason text,
  detail text constraint detail_is_short check (length(detail) <= 300),
  primary key (fetched_at, pull_id, provider_key, metal),
  constraint a_refusal_has_a_reason check (verdict = 'accepted' or reason is not null)
) partition by range (fetched_at);

-- Serves "what did this provider say lately"; the pulls are found by time, which is the partition key.
create index quotes_provider_fetched_at on spot.quotes (provider_key, fetched_at desc);

comment on table spot.quotes is
  'What one provider said about one metal in one pull, in US dollars per troy ounce, with the verdict. Kept for quote_retention_days.';
comment on column spot.quotes.fetched_at is 'Our time: when the answer was read.';
comment on column spot.quotes.quoted_at is 'The provider''s own time; null where it gives none.';
comment on column spot.quotes.price is 'As the provider said it, also when zero or absurd.';
comment on column spot.quotes.verdict is 'accepted, rejected, or quarantined: a jump that waits for confirmation.';
comment on column spot.quotes.reason is 'Name of the rule that refused it (docs/trust.md).';

alter table spot.quotes enable row level security;

create policy only_the_service_reads_quotes on spot.quotes for select to anon, authenticated using (false);

revoke all on spot.quotes from public, anon, authenticated, service_role;
grant select, insert on spot.quotes to service_role;
