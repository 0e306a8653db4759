begin;
select plan(1);

insert into spot.pulls (pull_id, slot_at, trigger, state, started_at, finished_at, lease_expires_at, summary)
overriding system value
values
  (1001, '2025-08-13 14:50:00Z', 'cron', 'succeeded', '2025-08-13 14:50:00Z', '2025-08-13 14:50:02Z', now(), '{"quotes": 1}'),
  (1002, '2025-08-13 14:55:00Z', 'cron', 'succeeded', '2025-08-13 14:55:00Z', '2025-08-13 14:55:02Z', now(), '{"quotes": 2}'),
  -- Nothing was due, so nothing was said.
  (1003, '2025-08-13 15:00:00Z', 'cron', 'skipped', '2025-08-13 15:00:00Z', '2025-08-13 15:00:01Z', now(), '{}');
select spot.record_quotes(1001, '[
  {"provider": "gold-api", "metal": "gold", "price": 1, "fetched_at": "2025-08-13T14:50:01Z", "verdict": "quarantined", "reason": "jump"}
]');
select spot.record_quotes(1002, '[
  {"provider": "gold-api", "metal": "gold", "price": 5000, "fetched_at": "2025-08-13T14:55:01Z", "verdict": "quarantined", "reason": "jump"},
  {"provider": "metals-dev", "metal": "gold", "price": 3350, "fetched_at": "2025-08-13T14:55:01Z", "verdict": "accepted"}
]');

select results_eq(
  $$
    select value ->> 'provider', value ->> 'price'
    from jsonb_array_elements(spot.quarantined_quotes('2025-08-13 15:05:00Z'))
  $$,
  $$ values ('gold-api', '5000') $$,
  'the jump of the last pull that heard anything, and no older one'
);

select * from finish();
rollback;
