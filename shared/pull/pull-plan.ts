import type { Environment } from "../environment.ts";
import { AppError } from "../errors.ts";
import { type Budgeted, budgetSettingsOf, ledgerBudgets } from "../budget/ledger-budgets.ts";
import { nextMonthStart } from "../budget/month.ts";
import { nextFallback } from "../budget/next-fallback.ts";
import type { SkipReason } from "../budget/call-plan.ts";
import { planCalls } from "../budget/plan-calls.ts";
import { type PlannedMonth, plannedMonth, timeText } from "../budget/planned-month.ts";
import { quotaLeft } from "../budget/provider-budget.ts";
import { addOpenMilliseconds, openMillisecondsBetween } from "../market/open-time.ts";
import type { Provider } from "../providers/provider.ts";
import { METALS } from "../schemas/metal.ts";
import type { ProviderReading } from "./ask-providers.ts";
import type { Asking } from "./asking.ts";
import type { Claimed } from "./claim.ts";
import type { Judgement } from "./judge.ts";

/** A provider that is not asked, and when it is expected to be (RFC 3339; null where somebody must act first). */
export interface SkippedProvider {
  readonly provider: string;
  readonly reason: SkipReason;
  readonly next_at: string | null;
}

export interface PullProgress {
  readonly readings: readonly ProviderReading[];
  readonly judgement: Judgement;
}

/** Whom a pull asks, whom it asks instead when they fail, and what the operator is told about both. */
export interface PullPlan {
  /** Key of the provider that somebody asked for by name. */
  readonly forced: string | null;
  /** Why the provider that was named may not be asked; thrown once the pull is written down. */
  readonly refusal: AppError | null;
  readonly budgeted: readonly Budgeted[];
  readonly first: readonly Asking[];
  readonly skipped: readonly SkippedProvider[];
  readonly months: readonly PlannedMonth[];
  /** Whom to ask next because a metal still has no price; empty when there is nothing left to do. */
  fallback(progress: PullProgress): readonly Asking[];
  /** RFC 3339: when the plan expects newer prices at the latest; null where nobody will be asked. */
  carryUntil(readings: readonly ProviderReading[]): string | null;
}

/** Prices come a little late now and then; a quarter of the distance is not yet worrying. */
const PATIENCE = 1.25;
/** After a day of open market a price is stale, whatever the plan expects. */
const LONGEST_CARRY_MS = 23 * 3_600_000;

/** Plans a pull from its claim. Pure. */
export function createPullPlan(
  claim: Claimed,
  { environment, forced }: { environment: Environment; forced: Provider | null },
): PullPlan {
  const now = Date.parse(claim.now);
  const settings = budgetSettingsOf(claim.settings);
  const budgeted = ledgerBudgets(claim.providers, environment);
  const pricesMissing = METALS.some((metal) => claim.last_prices[metal] === undefined);
  const planned = planCalls({
    now,
    settings,
    pricesMissing,
    providers: budgeted.map(({ budget }) => budget),
  });

  function asking(key: string, reason: Asking["reason"]): Asking[] {
    const found = budgeted.find(({ provider }) => provider.key === key);
    if (found === undefined) return [];
    const left = quotaLeft(found.budget, now);
    return [{
      provider: found.provider,
      reason,
      mayRetry: left === null || left > found.budget.callsPerPull,
    }];
  }

  const refusal = forced === null ? null : refusalOf(forced, { budgeted, now });
  const first = forced !== null
    ? refusal === null ? asking(forced.key, "forced") : []
    // Recorded prices cost nothing and are stored to the last row, weekends included.
    : environment.origin === "replayed"
    ? budgeted.filter(({ budget }) => budget.enabled && budget.hasKey).flatMap(({ provider }) =>
      asking(provider.key, "replay")
    )
    : planned.calls.flatMap(({ provider, reason }) => asking(provider, reason));

  return {
    forced: forced?.key ?? null,
    refusal,
    budgeted,
    first,
    skipped: planned.skipped
      .filter(({ provider }) => !first.some((one) => one.provider.key === provider))
      .map(({ provider, reason, nextAt }) => ({ provider, reason, next_at: timeText(nextAt) })),
    months: planned.plan.map(plannedMonth),

    fallback({ readings, judgement }): readonly Asking[] {
      const isMissing = METALS.some((metal) => judgement.consensus[metal].price === null);
      const askedSpot = readings.some(({ provider }) => provider.kind === "spot");
      // A pull in which nobody was due is no outage.
      if (!isMissing || !askedSpot || forced !== null || environment.origin === "replayed") return [];
      const next = nextFallback({
        now,
        settings,
        pricesMissing,
        providers: budgeted.map(({ budget }) => budget),
        asked: readings.map(({ provider }) => provider.key),
      });
      return next === null ? [] : asking(next.provider, next.reason);
    },

    carryUntil(readings): string | null {
      const asked = new Set(readings.map(({ provider }) => provider.key));
      const after = budgeted.filter(({ budget }) => budget.kind === "spot").map(({ budget }) =>
        asked.has(budget.key) ? { ...budget, lastCalledAt: now } : budget
      );
      const { plan } = planCalls({ now, settings, pricesMissing: false, providers: after });
      const times = plan.flatMap(({ nextCallAt }) => nextCallAt === null ? [] : [nextCallAt]);
      if (times.length === 0) return null;
      const distance = openMillisecondsBetween(now, Math.min(...times)) * PATIENCE;
      const carried = Math.min(distance + 2 * settings.fetchIntervalSeconds * 1000, LONGEST_CARRY_MS);
      return new Date(addOpenMilliseconds(now, carried)).toISOString();
    },
  };
}

/** A pause or a breaker may be overruled by name; a provider that is off, or a quota that is spent, may not. */
function refusalOf(
  provider: Provider,
  { budgeted, now }: { budgeted: readonly Budgeted[]; now: number },
): AppError | null {
  const budget = budgeted.find((one) => one.provider === provider)?.budget;
  if (budget === undefined || !budget.enabled) {
    return new AppError("PROVIDER_DISABLED", `Cannot ask ${provider.key}: it is disabled`, {
      hint: `Enable it with PATCH config: {"providers":{"${provider.key}":{"enabled":true}}}`,
    });
  }
  const left = quotaLeft(budget, now);
  if (left === null || left >= budget.callsPerPull) return null;
  return new AppError("LIMIT_BUDGET", `Cannot ask ${provider.key}: its monthly quota is spent`, {
    hint: "It begins again on the 1st of the month (UTC); monthly_quota can be raised with PATCH config",
    retryAfterSeconds: (nextMonthStart(now) - now) / 1000,
  });
}
