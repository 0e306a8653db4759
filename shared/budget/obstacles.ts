import type { MarketState } from "../market/market-at.ts";
import { permission } from "./breaker.ts";
import type { BudgetSettings } from "./budget-settings.ts";
import { type Pace, slack } from "./pace.ts";
import type { SkipReason } from "./call-plan.ts";
import type { ProviderBudget } from "./provider-budget.ts";

export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly market: MarketState;
  readonly settings: BudgetSettings;
  readonly pricesMissing: boolean;
}

/** Why the provider cannot be asked now, whatever the others do; null where it can. */
export function obstacleTo(pace: Pace, moment: Moment): SkipReason | null {
  const unusable = unusableBecause(pace, moment.now);
  if (unusable !== null) return unusable;
  if (moment.market.state === "closed" && !isFirstCall(pace, moment)) return "market_closed";
  return isTooSoon(pace.provider, moment) ? "minimum_interval" : null;
}

/** What keeps a provider from being asked at any hour of the day. */
export function unusableBecause({ provider, quotaLeft }: Pace, now: number): SkipReason | null {
  if (!provider.enabled) return "disabled";
  if (!provider.hasKey) return "no_key";
  if (!permission(provider.breaker, { now, keyFingerprint: provider.keyFingerprint }).allowed) {
    const { disabledReason } = provider.breaker;
    if (disabledReason === null) return "breaker_open";
    return disabledReason === "quota_spent" ? "quota_spent" : "key_refused";
  }
  return quotaLeft !== null && quotaLeft < provider.callsPerPull ? "quota_spent" : null;
}

/** With no prices yet, market hours are ignored: a weekend install shows one. */
export function isFirstCall({ provider }: Pace, { pricesMissing }: Pick<Moment, "pricesMissing">): boolean {
  return pricesMissing && provider.lastSuccessAt === null;
}

export function isTooSoon(
  { lastCalledAt, minimumIntervalSeconds }: ProviderBudget,
  { now, settings }: Pick<Moment, "now" | "settings">,
): boolean {
  if (lastCalledAt === null) return false;
  const minimum = minimumIntervalSeconds * 1000;
  return now - lastCalledAt < minimum - Math.min(slack(settings), minimum / 10);
}
