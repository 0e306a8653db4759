import type { AppError } from "../errors.ts";
import type { Evidence } from "./evidence.ts";
import { alertProblems } from "./alert-problems.ts";
import type { HealthProblem } from "./health-problem.ts";
import { jobProblems } from "./job-problems.ts";
import { priceProblems } from "./price-problems.ts";
import { providerProblems } from "./provider-problems.ts";
import { pullDetailProblems, pullProblems } from "./pull-problems.ts";

export interface Diagnosis {
  /** down: readers get nothing new, or nothing at all; degraded: they do, but an operator should look. */
  readonly status: "ok" | "degraded" | "down";
  readonly httpStatus: 200 | 503;
  /** Critical ones first. */
  readonly problems: readonly HealthProblem[];
}

/** For the round trip of one health read, which takes some ten milliseconds where all is well. */
const SLOW_DATABASE_MS = 1000;

/** Says what is wrong and what to do, from facts alone. */
export function diagnose(evidence: Evidence): Diagnosis {
  const problems = problemsOf(evidence);
  const critical = problems.filter(({ severity }) => severity === "critical");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  const status = critical.length > 0 ? "down" : warnings.length > 0 ? "degraded" : "ok";
  return { status, httpStatus: status === "down" ? 503 : 200, problems: [...critical, ...warnings] };
}

function problemsOf(evidence: Evidence): HealthProblem[] {
  if (evidence.kind === "none") return [noDatabase(evidence.error)];
  const common = [...pullProblems(evidence.facts), ...priceProblems(evidence.facts)];
  if (evidence.kind === "public") return common;
  const { facts, budgets, databaseLatencyMs } = evidence;
  const known = [
    ...common,
    ...pullDetailProblems(facts),
    ...jobProblems(facts.jobs),
    ...providerProblems(budgets, Date.parse(facts.now)),
    ...(databaseLatencyMs > SLOW_DATABASE_MS ? [slowDatabase(databaseLatencyMs)] : []),
  ];
  return [...known, ...alertProblems(facts.alerts, known)];
}

function noDatabase(error: AppError): HealthProblem {
  const isThere = error.code === "STORE_REFUSED";
  return {
    code: isThere ? "database_refuses" : "database_unreachable",
    severity: "critical",
    subject: "database",
    message: isThere ? "The database answers, but not this question" : "The database cannot be reached",
    what_to_do: isThere
      ? "Apply the migrations (supabase db push) and deploy the functions of the same version; the log has the details"
      : "Look at the project's database in the dashboard (paused, restarting, out of disk or connections?); locally: " +
        "deno task status. Readers with an answer in memory still get the last price, marked stale",
  };
}

function slowDatabase(latencyMs: number): HealthProblem {
  return {
    code: "database_slow",
    severity: "warning",
    subject: "database",
    message: `The database took ${Math.round(latencyMs)} ms for this question`,
    what_to_do: "Look for long queries in pg_stat_activity and at the load of the project",
  };
}
