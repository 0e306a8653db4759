import { quotaLeft, quotaTotal } from "../budget/provider-budget.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { Evidence } from "./evidence.ts";
import type { PublicFacts } from "./facts.ts";
import { explainPrice } from "./price-problems.ts";

/** The body of GET health: the verdict first, then what it rests on. */
export function healthBody(evidence: Evidence, diagnosis: Diagnosis): Readonly<Record<string, unknown>> {
  const verdict = { status: diagnosis.status, problems: diagnosis.problems };
  if (evidence.kind === "none") return verdict;
  const { facts } = evidence;
  if (evidence.kind === "public") return { ...verdict, ...facts, metals: explained(facts) };
  return {
    ...verdict,
    ...facts,
    metals: explained(facts),
    database: { ...evidence.facts.database, latency_ms: evidence.databaseLatencyMs },
    caches: evidence.caches,
    providers: evidence.facts.providers.map(({ last_values: _kept, quota: told, ...provider }) => {
      const budget = evidence.budgets.find(({ key }) => key === provider.key);
      return {
        ...provider,
        key_state: evidence.keyStates[provider.key] ?? "no_adapter",
        quota_total: budget === undefined ? null : quotaTotal(budget),
        quota_left: budget === undefined ? null : quotaLeft(budget, Date.parse(facts.now)),
        quota_told: told,
      };
    }),
  };
}

function explained(facts: PublicFacts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts.metals).map(([metal, price]) => [
      metal,
      { ...price, explanation: explainPrice(price, facts) },
    ]),
  );
}
