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
  /** Slots in a row without a pull, as the watchdog counts them. */
  readonly missedSlots: number;
}

/** Everything that is wrong now; at most one condition for each kind and subject. */
export function alertConditions(
  { now, settings, metals, providers, missedSlots }: AlertInput,
): readonly AlertCondition[] {
  return [
    ...metals.flatMap((watch) => metalConditions(watch, { now, settings })),
    ...providerConditions(providers, { now, settings }),
    ...slotConditions(missedSlots, settings),
  ];
}

function slotConditions(missed: number, settings: AlertSettings): readonly AlertCondition[] {
  if (missed < settings.missedSlots) return [];
  return [{
    kind: "slot_missed",
    subject: "schedule",
    severity: missed >= 3 * settings.missedSlots ? "critical" : "warning",
    details: {
      missed_slots: missed,
      action: "See cron.job_run_details and the answers in net._http_response",
    },
  }];
}
