import assert from "node:assert/strict";
import { type Claimed, claimPull } from "../../../shared/pull/claim.ts";
import { METALS } from "../../../shared/schemas/metal.ts";

/** A slot in open market. */
export const SLOT = "2026-11-20T15:30:00Z";

const NO_STATE = { last_called_at: null, last_success_at: null, breaker: {}, last_values: {}, quota: {} };

/** What claim_pull answers whoever gets the slot: one provider, and last prices beside GOOD of engine-scene.ts. */
export function claimAnswer(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const price = {
    priced_at: "2026-11-20T15:25:00Z",
    quoted_at: "2026-11-20T15:24:30Z",
    status: "single",
    provider: "Metals.dev (simulated)",
    trust: null,
    spread_bps: null,
  };
  return {
    claimed: true,
    pull_id: 7,
    lease_token: "5f0c0a52-5c0e-4c4e-9d7e-000000000000",
    slot_at: SLOT,
    now: SLOT,
    settings: { fetch_interval_seconds: 300 },
    providers: [{
      key: "metals-dev",
      enabled: true,
      priority: 10,
      monthly_quota: null,
      minimum_interval_seconds: 60,
      calls_this_month: 0,
      ...NO_STATE,
    }],
    last_prices: Object.fromEntries(METALS.map((metal) => [metal, { ...price, price: LAST[metal] }])),
    references: {},
    ...change,
  };
}

export const LAST = { gold: 4390, silver: 62, platinum: 1900, palladium: 1500 } as const;

/** What metals.dev answers at the slot, with invented numbers. */
export const METALS_DEV = {
  status: "success",
  currency: "USD",
  unit: "toz",
  metals: { gold: 4391.86, silver: 62.1, platinum: 1901.5, palladium: 1502.25 },
  currencies: { EUR: 1.16, USD: 1 },
  timestamps: { metal: "2026-11-20T15:29:02.829Z", currency: "2026-11-20T15:29:00Z" },
};

/** The claim that a pull goes on with after such an answer. */
export async function claimed(change: Readonly<Record<string, unknown>> = {}): Promise<Claimed> {
  const store = {
    call: () => Promise.resolve(claimAnswer(change)),
    read: () => assert.fail("a claim reads nothing"),
  };
  const request = { trigger: "cron", origin: "live", client: null } as const;
  const claim = await claimPull(store, request);
  return claim.claimed ? claim : assert.fail("not claimed");
}
