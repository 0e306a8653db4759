/** Something that is not as it should be, and what an operator does about it. */
export interface HealthProblem {
  readonly code: HealthCode;
  /** critical: readers get no price or an old one where there should be a new one. */
  readonly severity: "critical" | "warning";
  /** The metal, provider, job or part that it is about. */
  readonly subject: string;
  readonly message: string;
  readonly what_to_do: string;
}

/** Every kind of problem; docs/errors.md lists them for people, held to this by a test. */
export const HEALTH_CODES = [
  "database_unreachable",
  "database_refuses",
  "database_slow",
  "no_price_yet",
  "metal_without_price",
  "price_stale",
  "price_disputed",
  "pulls_stopped",
  "pull_failed",
  "slots_missed",
  "job_missing",
  "job_inactive",
  "job_failing",
  "provider_key_missing",
  "provider_down",
  "provider_failing",
  "quota_low",
  "quota_spent",
  "alert_open",
] as const;

export type HealthCode = (typeof HEALTH_CODES)[number];
