import { afterCall, beforeCall } from "../../shared/budget/breaker.ts";
import { NEW_BREAKER } from "../../shared/budget/breaker-state.ts";
import type { ProviderBudget } from "../../shared/budget/provider-budget.ts";
import { marketAt } from "../../shared/market/market-at.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import { type Quote, roundPrice } from "../../shared/schemas/quote.ts";
import { hashText, noiseAt } from "../../stack/upstream/value-noise.ts";
import type { Outage, SimulatedProvider } from "./scenario.ts";

/** A provider in the course of its month. */
export interface Account {
  readonly habits: SimulatedProvider;
  budget: ProviderBudget;
  callsWhileClosed: number;
  daysOverQuota: number;
}

export function openAccount(habits: SimulatedProvider, lastCalledAt: number): Account {
  const { key, priority, monthlyQuota, callsPerPull, minimumIntervalSeconds } = habits;
  return {
    habits,
    callsWhileClosed: 0,
    daysOverQuota: 0,
    budget: {
      key,
      family: key,
      kind: "spot",
      enabled: true,
      hasKey: true,
      priority,
      monthlyQuota,
      callsPerPull,
      callsThisMonth: 0,
      quotaTold: null,
      lastCalledAt,
      lastSuccessAt: lastCalledAt,
      minimumIntervalSeconds,
      breaker: NEW_BREAKER,
      keyFingerprint: null,
    },
  };
}

export interface World {
  readonly now: number;
  readonly outages: readonly Outage[];
  /** The true price, USD per troy ounce. */
  readonly truth: (metal: Metal, ms: number) => number;
}

/** One pull of one provider: charged in full, answered unless it is out. */
export function callProvider(account: Account, { now, outages, truth }: World): readonly Quote[] {
  const { habits, budget } = account;
  const facts = { now, keyFingerprint: null };
  const isOut = outages.some(({ provider, from, to }) => provider === habits.key && now >= from && now < to);
  const outcome = isOut ? "timeout" : "ok";
  const { state } = afterCall(
    beforeCall(budget.breaker, facts).state,
    { outcome, retryAfterSeconds: null },
    facts,
  );
  account.budget = {
    ...budget,
    callsThisMonth: budget.callsThisMonth + habits.callsPerPull,
    lastCalledAt: now,
    lastSuccessAt: isOut ? budget.lastSuccessAt : now,
    breaker: state,
  };
  if (marketAt(now).state === "closed") account.callsWhileClosed += habits.callsPerPull;
  if (isOut) return [];
  return METALS.map((metal): Quote => {
    const wander = habits.noiseBps * noiseAt(hashText(habits.key + metal), Math.floor(now / 1000));
    const price = roundPrice(truth(metal, now) * (1 + (habits.biasBps + wander) / 10_000));
    const quotedAt = new Date(now - 20_000).toISOString();
    return { provider: habits.key, metal, price, bid: null, ask: null, quotedAt };
  });
}

/** Books a day on which more was spent than the month holds. */
export function endDay({ habits, budget }: Account): number {
  return habits.monthlyQuota !== null && budget.callsThisMonth > habits.monthlyQuota ? 1 : 0;
}
