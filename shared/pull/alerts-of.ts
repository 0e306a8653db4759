import { z } from "zod";
import { type AlertCondition, type AlertSettings, DEFAULT_ALERT_SETTINGS } from "../alerts/alert.ts";
import { alertConditions } from "../alerts/conditions.ts";
import { readBreaker } from "../budget/breaker-record.ts";
import type { ProviderBudget } from "../budget/provider-budget.ts";
import { fitsReference, type Fixing, newestFixings } from "../reference/fixing.ts";
import type { JudgedFixings } from "../reference/judge-fixings.ts";
import { type Metal, METALS } from "../schemas/metal.ts";
import type { Claimed } from "./claim.ts";
import type { Conclusion } from "./conclude.ts";
import { type Judgement, newerOf } from "./judge.ts";
import type { PullPlan } from "./pull-plan.ts";
import type { ProviderState } from "./provider-states.ts";
import { thresholdsOf } from "./thresholds-of.ts";

/** Kinds that this pull has looked at, and those of them that hold; what no longer holds is closed. */
export interface PullAlerts {
  readonly evaluated: readonly AlertCondition["kind"][];
  readonly conditions: readonly AlertCondition[];
}

export interface AlertFacts {
  readonly claim: Claimed;
  readonly plan: PullPlan;
  readonly judgement: Judgement;
  readonly conclusion: Conclusion;
  readonly fixings: JudgedFixings;
  readonly states: readonly ProviderState[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a pull can see. Stale prices and missed slots are the watchdog's, which also runs when no pull does. */
const OF_PROVIDERS = ["provider_down", "quota_low", "quota_spent"] as const;
const OF_METALS = ["spread", "disputed", "reference_apart"] as const;

export function alertsOf(
  { claim, plan, judgement, conclusion, fixings, states, now }: AlertFacts,
): PullAlerts {
  const references = newerOf(claim.references, newestFixings(fixings.accepted, now));
  const { referenceShare } = thresholdsOf(claim.settings);
  const missedReference = (metal: Metal): Fixing | null => {
    const [price, reference] = [judgement.consensus[metal].price, references[metal]];
    if (price === null || reference === undefined) return null;
    return fitsReference(price, reference, { share: referenceShare[metal], now }) === false
      ? reference
      : null;
  };
  const conditions = alertConditions({
    now,
    settings: alertSettingsOf(claim.settings),
    providers: plan.budgeted.map(({ budget }) => afterPull(budget, states)),
    metals: METALS.map((metal) => ({
      metal,
      status: judgement.consensus[metal].status,
      price: judgement.consensus[metal].price,
      spreadBps: judgement.consensus[metal].spreadBps,
      previousSpreadBps: claim.last_prices[metal]?.spread_bps ?? null,
      missedReference: missedReference(metal),
    })),
  });
  // A pull that asked nobody, or one provider only, knows nothing new of how families stand to each other.
  const evaluated = conclusion.state === "skipped" || plan.forced !== null
    ? OF_PROVIDERS
    : [...OF_PROVIDERS, ...OF_METALS];
  return {
    evaluated,
    conditions: conditions.filter(({ kind }) => evaluated.some((one) => one === kind)),
  };
}

function afterPull(budget: ProviderBudget, states: readonly ProviderState[]): ProviderBudget {
  const state = states.find(({ provider }) => provider === budget.key);
  if (state === undefined) return budget;
  return {
    ...budget,
    breaker: readBreaker(state.breaker),
    callsThisMonth: budget.callsThisMonth + state.cost,
  };
}

const OwnSettings = z.object({
  spread_bps: z.partialRecord(z.enum(METALS), z.number()).optional(),
  quota_low_share: z.number().optional(),
});

function alertSettingsOf(settings: Claimed["settings"]): AlertSettings {
  const own = OwnSettings.parse(settings["alerts"] ?? {});
  return {
    ...DEFAULT_ALERT_SETTINGS,
    spreadBps: { ...DEFAULT_ALERT_SETTINGS.spreadBps, ...own.spread_bps },
    quotaLowShare: own.quota_low_share ?? DEFAULT_ALERT_SETTINGS.quotaLowShare,
  };
}
