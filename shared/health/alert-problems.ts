import type { OperatorFacts } from "./facts.ts";
import type { HealthCode, HealthProblem } from "./health-problem.ts";

/** Kinds of alerts that are about the same thing as a problem which health finds by itself. */
const SAME_THING: Readonly<Record<string, readonly HealthCode[]>> = {
  stale: ["price_stale", "metal_without_price", "no_price_yet"],
  disputed: ["price_disputed"],
  slot_missed: ["pulls_stopped", "slots_missed"],
  provider_down: ["provider_down"],
  quota_low: ["quota_low"],
  quota_spent: ["quota_spent"],
};

/** Open alerts that say more than the problems which are known already. */
export function alertProblems(
  alerts: OperatorFacts["alerts"],
  known: readonly HealthProblem[],
): HealthProblem[] {
  return alerts.filter(({ kind, subject }) => {
    const codes = SAME_THING[kind] ?? [];
    // The schedule is one, whatever it is called.
    return !known.some((problem) =>
      codes.includes(problem.code) && (problem.subject === subject || kind === "slot_missed")
    );
  }).map(({ kind, subject, severity, opened_at }) => ({
    code: "alert_open",
    severity: "warning",
    subject,
    message: `The alert "${kind}" (${severity}) is open since ${opened_at}`,
    what_to_do: 'Its details are under "alerts"; it closes by itself when it is over',
  }));
}
