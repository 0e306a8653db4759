import { type OperatorEvidence, operatorEvidence } from "../../../shared/health/evidence.ts";
import type {
  JobFacts,
  MetalFacts,
  OperatorFacts,
  ProviderFacts,
  PublicFacts,
} from "../../../shared/health/facts.ts";
import { testEnvironment } from "./function-scene.ts";

/** A Thursday noon in open market, one minute after a pull. */
export const HEALTH_NOW = "2026-01-15T12:01:00Z";

export function priceFacts(more: Partial<MetalFacts> = {}): MetalFacts {
  const ts = "2026-01-15T12:00:00Z";
  return {
    ts,
    age_seconds: 60,
    state: "fresh",
    state_reason: null,
    corroborated_by: "families",
    provider: "consensus",
    ...more,
  };
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
    priority: 10,
    monthly_quota: 100,
    minimum_interval_seconds: 60,
    calls_this_month: 40,
    last_called_at: "2026-01-15T12:00:00Z",
    last_success_at: "2026-01-15T12:00:00Z",
    breaker: {},
    quota: {},
    ...more,
  };
}

export function jobFacts(name: string, more: Partial<JobFacts> = {}): JobFacts {
  const ran = { last_run_at: "2026-01-15T12:00:00Z", last_status: "succeeded", last_message: "1 row" };
  return { name, schedule: "*/5 * * * *", active: true, ...ran, ...more };
}

export const HEALTHY_JOBS = ["prices-pull", "spot-clean-up", "spot-watchdog", "spot-alert-delivery"].map((
  name,
) => jobFacts(name));

/** All is well, as an operator sees it. */
export function operatorFacts(more: Partial<OperatorFacts> = {}): OperatorFacts {
  return {
    ...publicFacts(),
    database: { version: "17.10", size_bytes: 12_000_000 },
    pulls: [{ slot_at: "2026-01-15T12:00:00Z", state: "succeeded", origin: "live" }],
    missed_slots_24h: 0,
    jobs: HEALTHY_JOBS,
    providers: [providerFacts()],
    alerts: [],
    ...more,
  };
}

/** What the function would make of the facts. */
export function evidenceOf(
  more: Partial<OperatorFacts> = {},
  { latencyMs = 8, hasKey = true }: { latencyMs?: number; hasKey?: boolean } = {},
): OperatorEvidence {
  return operatorEvidence(JSON.stringify(operatorFacts(more)), {
    environment: testEnvironment(hasKey ? { METALS_DEV_API_KEY: "k" } : {}),
    databaseLatencyMs: latencyMs,
    caches: { "prices-read": { hits: 97, misses: 3, standIns: 1, entries: 2, bytes: 4096 } },
  });
}
