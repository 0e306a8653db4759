import { NEW_BREAKER } from "../../../shared/budget/breaker-state.ts";
import { type BudgetSettings, DEFAULT_BUDGET_SETTINGS } from "../../../shared/budget/budget-settings.ts";
import { planCalls, type PlanInput } from "../../../shared/budget/plan-calls.ts";
import type { CallPlan } from "../../../shared/budget/call-plan.ts";
import type { ProviderBudget } from "../../../shared/budget/provider-budget.ts";

/** A Wednesday in open market, about a third of the month before its end. */
export const NOW = Date.parse("2026-11-18T15:00:00Z");
export const HOUR = 3_600_000;
export const SETTINGS: BudgetSettings = DEFAULT_BUDGET_SETTINGS;

/** A spot provider with 100 calls a month of which 50 are left, last asked ten hours ago. */
export function provider(key: string, change: Partial<ProviderBudget> = {}): ProviderBudget {
  return {
    key,
    family: key,
    kind: "spot",
    enabled: true,
    hasKey: true,
    priority: 10,
    monthlyQuota: 100,
    callsPerPull: 1,
    callsThisMonth: 50,
    quotaTold: null,
    lastCalledAt: NOW - 10 * HOUR,
    lastSuccessAt: NOW - 10 * HOUR,
    minimumIntervalSeconds: 60,
    breaker: NEW_BREAKER,
    keyFingerprint: "k1",
    ...change,
  };
}

export function keyless(key: string, change: Partial<ProviderBudget> = {}): ProviderBudget {
  return provider(key, { monthlyQuota: null, keyFingerprint: null, ...change });
}

export function planOf(providers: readonly ProviderBudget[], change: Partial<PlanInput> = {}): CallPlan {
  return planCalls({ now: NOW, providers, settings: SETTINGS, pricesMissing: false, ...change });
}

/** "a:turn b:not_its_turn": calls and skips in one line. */
export function decisions({ calls, skipped }: CallPlan): string {
  return [...calls, ...skipped].map(({ provider, reason }) => `${provider}:${reason}`).toSorted().join(" ");
}
