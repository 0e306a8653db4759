import { marketAt } from "../market/market-at.ts";
import { openMillisecondsBetween } from "../market/open-time.ts";
import type { BudgetSettings } from "./budget-settings.ts";
import { nextMonthStart } from "./month.ts";
import { isFirstCall, obstacleTo } from "./obstacles.ts";
import { dueAt, type Pace, paceOf } from "./pace.ts";
import type { CallPlan, CallReason, ProviderPlan, SkipReason } from "./call-plan.ts";
import type { ProviderBudget } from "./provider-budget.ts";
import { askedTogether } from "./together.ts";
import { turnOf } from "./turns.ts";

export interface PlanInput {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly providers: readonly ProviderBudget[];
  readonly settings: BudgetSettings;
  /** True while some metal has no price at all: then the market hours do not hold the first calls back. */
  readonly pricesMissing: boolean;
}

/**
 * Whom to ask in this pull, and why the others not.
 *
 * Keyless providers are bound by their minimum interval only. A metered one gets an even share of the open market left
 * in the month. Where that is often (`richCadenceSeconds`), providers are asked together, so that a pull sees several
 * families; where it is seldom, they take turns, so that prices come at an even, shorter distance. Everything is
 * computed again from what is left, so that changed quotas and intervals hold at once and the quota lasts the month.
 */
export function planCalls(input: PlanInput): CallPlan {
  const { now, settings } = input;
  const moment = { ...input, market: marketAt(now) };
  const paces = input.providers.map((provider) => paceOf(provider, now, settings));
  const obstacles = new Map<Pace, SkipReason>();
  for (const pace of paces) {
    const obstacle = obstacleTo(pace, moment);
    if (obstacle !== null) obstacles.set(pace, obstacle);
  }
  const free = paces.filter((pace) => !obstacles.has(pace));
  const chosen = new Map<Pace, CallReason>();
  for (const pace of free) {
    if (isFirstCall(pace, moment)) chosen.set(pace, "first_price");
    else if (pace.quotaLeft === null) chosen.set(pace, "keyless");
  }
  const turn = turnOf(paces, { ...moment, free });
  if (turn !== null && !chosen.has(turn.pace)) chosen.set(turn.pace, turn.reason);
  const { asked, crowdedOut } = askedTogether(free, { settings, already: [...chosen.keys()] });
  for (const pace of asked) chosen.set(pace, "pace");
  return {
    calls: [...chosen].map(([{ provider }, reason]) => ({ provider: provider.key, reason })),
    skipped: paces.filter((pace) => !chosen.has(pace)).map((pace) => ({
      provider: pace.provider.key,
      reason: obstacles.get(pace) ?? (crowdedOut.has(pace) ? "enough_families" : "not_its_turn"),
      nextAt: dueAt(pace, now),
    })),
    plan: paces.map((pace) => describe(pace, now, settings)),
  };
}

function describe(pace: Pace, now: number, { fetchIntervalSeconds }: BudgetSettings): ProviderPlan {
  const { provider, quotaLeft, pullsLeft } = pace;
  const nextCallAt = dueAt(pace, now);
  const cadence = Math.max(pace.interval, fetchIntervalSeconds * 1000);
  const slotsLeft = Math.floor(openMillisecondsBetween(now, nextMonthStart(now)) / cadence);
  const pulls = nextCallAt === null ? 0 : Math.min(pullsLeft ?? slotsLeft, slotsLeft);
  return {
    provider: provider.key,
    nextCallAt,
    expectedCadenceSeconds: nextCallAt === null ? null : Math.round(cadence / 1000),
    costOfMonth: provider.callsThisMonth + pulls * provider.callsPerPull,
    quotaLeft,
  };
}
