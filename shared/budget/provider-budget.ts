import type { QuotaTold } from "../schemas/quote.ts";
import type { ProviderKind } from "../providers/provider.ts";
import type { BreakerState } from "./breaker-state.ts";
import { monthStart } from "./month.ts";

/** What the planner knows of a provider. Times are epoch milliseconds. */
export interface ProviderBudget {
  readonly key: string;
  readonly family: string;
  readonly kind: ProviderKind;
  readonly enabled: boolean;
  /** True for keyless providers too. */
  readonly hasKey: boolean;
  /** Smaller is asked first. */
  readonly priority: number;
  /** Calls a calendar month by the settings; null where no limit is known. */
  readonly monthlyQuota: number | null;
  /** What one pull takes from it. */
  readonly callsPerPull: number;
  /** Counted by the ledger, retries included. */
  readonly callsThisMonth: number;
  /** What the provider itself has said, and when; it wins over what was counted. */
  readonly quotaTold: (QuotaTold & { readonly toldAt: number }) | null;
  readonly lastCalledAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly minimumIntervalSeconds: number;
  readonly breaker: BreakerState;
  readonly keyFingerprint: string | null;
}

/** Calls left in the month that holds `now`; null without a limit, never below zero. */
export function quotaLeft(provider: ProviderBudget, now: number): number | null {
  const total = quotaTotal(provider);
  const { callsThisMonth } = provider;
  // What was told last month says nothing about this one, except how large the plan is.
  const told = provider.quotaTold !== null && provider.quotaTold.toldAt >= monthStart(now)
    ? provider.quotaTold
    : null;
  if (told !== null && told.remaining !== null) return Math.max(0, told.remaining);
  if (total === null) return null;
  return Math.max(0, total - (told?.used ?? callsThisMonth));
}

/** Calls a month that the plan allows, told or configured; null without a limit. */
export function quotaTotal({ quotaTold, monthlyQuota }: ProviderBudget): number | null {
  return quotaTold?.total ?? monthlyQuota;
}
