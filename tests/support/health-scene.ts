import type { Evidence } from "../../shared/health/diagnose.ts";
import type { MetalFacts, OperatorFacts, ProviderFacts, PublicFacts } from "../../shared/health/facts.ts";

/** A Thursday noon in open market, one minute after a pull. */
export const HEALTH_NOW = "2026-01-15T12:01:00Z";

export function priceFacts(more: Partial<MetalFacts> = {}): MetalFacts {
  const ts = "2026-01-15T12:00:00Z";
  return { ts, age_seconds: 60, state: "fresh", state_reason: null, provider: "consensus", ...more };
}

/** All is well, as anyone sees it. */
export function publicFacts(more: Partial<PublicFacts> = {}): PublicFacts {
  return {
    now: HEALTH_NOW,
    market: { state: "open", thin: false },
    fetch_interval_seconds: 300,
    pulled_slot_at: "2026-01-15T12:00:00Z",
    refreshed_at: "2026-01-15T12:00:02Z",
    metals: { gold: priceFacts(), silver: priceFacts(), platinum: priceFacts(), palladium: priceFacts() },
    ...more,
  };
}

export function providerFacts(more: Partial<ProviderFacts> = {}): ProviderFacts {
  return {
    key: "metals-dev",
    enabled: true,
    monthly_quota: 100,
    calls_this_month: 40,
    last_called_at: "2026-01-15T12:00:00Z",
    last_success_at: "2026-01-15T12:00:00Z",
    breaker: {},
    quota: {},
    ...more,
  };
}

/** All is well, as an operator sees it. */
export function operatorFacts(more: Partial<OperatorFacts> = {}): OperatorFacts {
  const job = {
    schedule: "*/5 * * * *",
    active: true,
    last_run_at: "2026-01-15T12:00:00Z",
    last_message: "1 row",
  };
  return {
    ...publicFacts(),
    database: { version: "17.10", size_bytes: 12_000_000 },
    pulls: [{ slot_at: "2026-01-15T12:00:00Z", state: "succeeded", origin: "live" }],
    missed_slots_24h: 0,
    jobs: [
      { ...job, name: "prices-pull", last_status: "succeeded" },
      { ...job, name: "spot-clean-up", last_status: null },
    ],
    providers: [providerFacts()],
    alerts: [],
    ...more,
  };
}

export function operatorEvidence(
  more: Partial<OperatorFacts> = {},
  { latencyMs = 8, keyState = "set" }: { latencyMs?: number; keyState?: "set" | "missing" } = {},
): Evidence {
  return {
    kind: "operator",
    facts: operatorFacts(more),
    keyStates: { "metals-dev": keyState },
    databaseLatencyMs: latencyMs,
  };
}
