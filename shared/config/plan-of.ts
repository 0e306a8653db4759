import { budgetSettingsOf, ledgerBudgets } from "../budget/ledger-budgets.ts";
import { type PlannedMonth, plannedMonth } from "../budget/planned-month.ts";
import { planCalls } from "../budget/plan-calls.ts";
import type { Environment } from "../environment.ts";
import type { ConfigDocument } from "./config-document.ts";

/** What the planner makes of this configuration: per provider the next call, the cadence and the cost of the month. */
export function planOf(
  config: ConfigDocument,
  { environment, now }: { readonly environment: Environment; readonly now: number },
): readonly PlannedMonth[] {
  const providers = ledgerBudgets(config.providers, environment).map(({ budget }) => budget);
  const settings = budgetSettingsOf(config.settings);
  return planCalls({ now, settings, providers, pricesMissing: false }).plan.map(plannedMonth);
}
