import type { ProviderBudget } from "../budget/provider-budget.ts";
import type { AlertCondition, AlertSettings } from "./alert.ts";
import { metalConditions, type MetalWatch } from "./metal-conditions.ts";
import { providerConditions } from "./provider-conditions.ts";

export interface AlertInput {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly settings: AlertSettings;
  readonly metals: readonly MetalWatch[];
  /** As they are after the pull. */
  readonly providers: readonly ProviderBudget[];
}

/** Everything that is wrong now; at most one condition for each kind and subject. */
export function alertConditions(
  { now, settings, metals, providers }: AlertInput,
): readonly AlertCondition[] {
  return [
    ...metals.flatMap((watch) => metalConditions(watch, { now, settings })),
    ...providerConditions(providers, { now, settings }),
  ];
}
