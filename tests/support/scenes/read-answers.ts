/** What public.read_prices answers, with invented numbers. */
export function metalAnswer(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    metal: "gold",
    currency: "USD",
    unit: "toz",
    window: "1h",
    price: 4391.86,
    latest: {
      ts: "2026-11-20T15:00:00Z",
      price: 4391.86,
      bid: 4391.5,
      ask: 4392.2,
      provider: "consensus",
      age_seconds: 31,
      state: "fresh",
      state_reason: null,
      corroborated_by: "families",
    },
    series: [
      { ts: "2026-11-20T14:55:00Z", price: 4390, open: 4389.5, high: 4391, low: 4389, carried: false },
      { ts: "2026-11-20T15:00:00Z", price: 4391.86, open: 4390, high: 4392, low: 4390, carried: false },
    ],
    count: 2,
    generated_at: "2026-11-20T15:00:31Z",
    cached_at: "2026-11-20T15:00:31Z",
    stale_after: "2026-11-20T15:05:02Z",
    ...change,
  };
}

/** The same as the database sends it. */
export function answerText(change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify(metalAnswer(change));
}
