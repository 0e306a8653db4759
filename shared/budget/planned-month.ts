import type { ProviderPlan } from "./call-plan.ts";

/** The plan of a provider's month as it is shown and stored: times that people can read. */
export interface PlannedMonth {
  readonly provider: string;
  /** RFC 3339; null where nothing is planned this month or somebody must act first. */
  readonly next_call_at: string | null;
  /** Seconds of open market between two pulls. */
  readonly expected_cadence_seconds: number | null;
  readonly cost_of_month: number;
  readonly quota_left: number | null;
}

export function plannedMonth(plan: ProviderPlan): PlannedMonth {
  return {
    provider: plan.provider,
    next_call_at: timeText(plan.nextCallAt),
    expected_cadence_seconds: plan.expectedCadenceSeconds,
    cost_of_month: plan.costOfMonth,
    quota_left: plan.quotaLeft,
  };
}

/** Epoch milliseconds as RFC 3339 in whole seconds: a plan is no stopwatch. */
export function timeText(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(Math.round(milliseconds / 1000) * 1000).toISOString();
}
