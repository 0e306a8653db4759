import { marketAt } from "../market/market-at.ts";
import { openMillisecondsBetween } from "../market/open-time.ts";
import type { BudgetSettings } from "./budget-settings.ts";
import { nextMonthStart } from "./month.ts";
import { isTooSoon, unusableBecause } from "./obstacles.ts";
import { byPriority, HASTE, isResting, type Pace, paceOf } from "./pace.ts";
import type { PlannedCall } from "./call-plan.ts";
import type { ProviderBudget } from "./provider-budget.ts";

export interface FallbackInput {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly providers: readonly ProviderBudget[];
  /** Keys of the providers that this pull has asked already. */
  readonly asked: readonly string[];
  readonly settings: BudgetSettings;
  /** True while some metal has no price at all. */
  readonly pricesMissing: boolean;
}

/**
 * Whom to ask next, by priority, when the planned calls have left a metal without an accepted quote; null when nobody
 * may be asked. The reserve may be used, but not all at once: the distance grows with every call that is spent, so that
 * an outage of a whole week still leaves calls for the end of the month.
 */
export function nextFallback(input: FallbackInput): PlannedCall | null {
  const { now, settings } = input;
  if (marketAt(now).state === "closed" && !input.pricesMissing) return null;
  const paces = input.providers
    .filter(({ key, kind }) => kind === "spot" && !input.asked.includes(key))
    .map((provider) => paceOf(provider, now, settings))
    .filter((pace) =>
      unusableBecause(pace, now) === null && !isTooSoon(pace.provider, input) && !isResting(pace) &&
      reserveAllows(pace, now)
    );
  const [next] = paces.toSorted(byPriority);
  return next === undefined ? null : { provider: next.provider.key, reason: "fallback" };
}

function reserveAllows({ provider, quotaLeft, since }: Pace, now: number): boolean {
  if (quotaLeft === null) return true;
  const openLeft = openMillisecondsBetween(now, nextMonthStart(now));
  return since >= openLeft / Math.floor(quotaLeft / provider.callsPerPull) / HASTE;
}
