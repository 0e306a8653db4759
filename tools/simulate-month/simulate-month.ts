import { DEFAULT_BUDGET_SETTINGS } from "../../shared/budget/budget-settings.ts";
import { nextMonthStart } from "../../shared/budget/month.ts";
import { nextFallback } from "../../shared/budget/next-fallback.ts";
import { planCalls } from "../../shared/budget/plan-calls.ts";
import type { ProviderBudget } from "../../shared/budget/provider-budget.ts";
import { formConsensus, NO_TRUST } from "../../shared/consensus/form-consensus.ts";
import type { Trust } from "../../shared/consensus/outcome.ts";
import { lastCloseBefore } from "../../shared/market/market-at.ts";
import { openMillisecondsBetween } from "../../shared/market/open-time.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import type { Quote } from "../../shared/schemas/quote.ts";
import type { LastPrice, ProviderTraits } from "../../shared/validation/context.ts";
import { DEFAULT_THRESHOLDS } from "../../shared/validation/thresholds.ts";
import { validateQuotes } from "../../shared/validation/validate-quotes.ts";
import { createSimulatedPrices } from "../../stack/upstream/simulated-prices.ts";
import { noiseAt } from "../../stack/upstream/value-noise.ts";
import { type Account, callProvider, endDay, openAccount } from "./account.ts";
import type { Scenario } from "./scenario.ts";

export interface ProviderMonth {
  readonly key: string;
  readonly quota: number | null;
  readonly calls: number;
  readonly callsWhileClosed: number;
  /** Days of the month on whose end more calls were spent than the quota holds. */
  readonly daysOverQuota: number;
}

export interface MonthReport {
  readonly name: string;
  readonly providers: readonly ProviderMonth[];
  readonly pulls: number;
  /** What no planner could do better: the open month over all pulls that the quotas of lasting providers hold. */
  readonly bestCadenceSeconds: number;
  /** Longest time of open market without a new price, the ends of the month included. */
  readonly longestGapSeconds: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly worstErrorBps: number;
}

/**
 * A whole month, slot by slot, with the real planner, breaker, validation and consensus, a clock that jumps from slot to
 * slot and invented prices. The same scenario always gives the same report.
 */
export function simulateMonth(scenario: Scenario, month: number): MonthReport {
  const settings = DEFAULT_BUDGET_SETTINGS;
  const slot = settings.fetchIntervalSeconds * 1000;
  const end = nextMonthStart(month);
  const providers: Record<string, ProviderTraits> = Object.fromEntries(
    scenario.providers.map(({ key }) => [key, {
      family: key,
      kind: "spot",
      maximumAgeSeconds: 1_800,
      timeStopsAtClose: false,
    }]),
  );
  const prices = createSimulatedPrices("month");
  const truth = (metal: Metal, ms: number): number => prices.priceAt(metal, ms)?.price ?? NaN;
  // The month before has left a price, at the end of its last session.
  const before = lastCloseBefore(month) - 5 * 60_000;
  const last: Partial<Record<Metal, LastPrice>> = {};
  for (const metal of METALS) {
    last[metal] = { price: truth(metal, before), pricedAt: before, isCorroborated: true };
  }
  const accounts = new Map(scenario.providers.map((habits) => [habits.key, openAccount(habits, before)]));
  const trust: Partial<Record<Metal, Trust>> = {};
  const statuses: Record<string, number> = {};
  let pulls = 0;
  let lastPricedAt = month;
  let longestGap = 0;
  let worstErrorBps = 0;

  for (let at = month; at < end; at += slot) {
    // Cron and network: a pull comes up to four seconds after its slot.
    const now = at + Math.round((noiseAt(1, at / slot) + 1) * 2_000);
    const budgets = (): ProviderBudget[] => [...accounts.values()].map(({ budget }) => budget);
    const quotes: Quote[] = [];
    const asked: string[] = [];
    for (
      const { provider } of planCalls({ now, providers: budgets(), settings, pricesMissing: false }).calls
    ) {
      asked.push(provider);
      quotes.push(...callProvider(accountOf(provider, accounts), { now, outages: scenario.outages, truth }));
    }
    while (asked.length > 0 && quotes.length === 0) {
      const next = nextFallback({ now, providers: budgets(), asked, settings, pricesMissing: false });
      if (next === null) break;
      asked.push(next.provider);
      quotes.push(
        ...callProvider(accountOf(next.provider, accounts), { now, outages: scenario.outages, truth }),
      );
    }
    if (asked.length > 0) pulls++;
    const verdicts = validateQuotes(quotes, {
      now,
      last,
      references: {},
      pending: [],
      unchanged: [],
      witnesses: [],
      providers,
      thresholds: DEFAULT_THRESHOLDS,
    });
    for (const metal of METALS) {
      const previous = { price: last[metal]?.price ?? NaN, trust: trust[metal] ?? NO_TRUST };
      const formed = formConsensus({
        metal,
        now,
        verdicts,
        providers,
        unchanged: [],
        witnesses: [],
        previous,
        floorBps: DEFAULT_THRESHOLDS.floorBps[metal],
        reference: undefined,
        referenceShare: DEFAULT_THRESHOLDS.referenceShare[metal],
        jumpShare: DEFAULT_THRESHOLDS.jump[metal].inAnHour,
        lastCorroborated: null,
      });
      if (formed.price === null) continue;
      statuses[formed.status] = (statuses[formed.status] ?? 0) + 1;
      worstErrorBps = Math.max(worstErrorBps, Math.abs(formed.price / truth(metal, now) - 1) * 10_000);
      last[metal] = { price: formed.price, pricedAt: now, isCorroborated: true };
      trust[metal] = formed.trust;
    }
    if (last.gold?.pricedAt === now) {
      longestGap = Math.max(longestGap, openMillisecondsBetween(lastPricedAt, now));
      lastPricedAt = now;
    }
    if ((at + slot - month) % 86_400_000 === 0) {
      for (const account of accounts.values()) account.daysOverQuota += endDay(account);
    }
  }
  longestGap = Math.max(longestGap, openMillisecondsBetween(lastPricedAt, end));
  return {
    name: scenario.name,
    providers: [...accounts.values()].map(({ habits, budget, callsWhileClosed, daysOverQuota }) => ({
      key: habits.key,
      quota: habits.monthlyQuota,
      calls: budget.callsThisMonth,
      callsWhileClosed,
      daysOverQuota,
    })),
    pulls,
    bestCadenceSeconds: bestCadence(scenario, month),
    longestGapSeconds: Math.round(longestGap / 1000),
    statuses,
    worstErrorBps: Math.round(worstErrorBps * 10) / 10,
  };
}

function accountOf(key: string, accounts: ReadonlyMap<string, Account>): Account {
  const account = accounts.get(key);
  if (account === undefined) throw new RangeError(`Cannot call "${key}": the scenario does not have it`);
  return account;
}

function bestCadence({ providers, outages }: Scenario, month: number): number {
  const slot = DEFAULT_BUDGET_SETTINGS.fetchIntervalSeconds;
  const open = openMillisecondsBetween(month, nextMonthStart(month)) / 1000;
  const lasting = providers.filter(({ key }) => !outages.some(({ provider }) => provider === key));
  const pulls = lasting.reduce(
    (sum, { monthlyQuota, callsPerPull, minimumIntervalSeconds }) =>
      sum + (monthlyQuota === null ? open / minimumIntervalSeconds : Math.floor(monthlyQuota / callsPerPull)),
    0,
  );
  // A price can come in a slot only.
  return Math.ceil(open / pulls / slot) * slot;
}
