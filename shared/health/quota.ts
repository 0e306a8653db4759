import type { ProviderFacts } from "./facts.ts";

export interface Quota {
  /** Calls a month; null: no stated limit. */
  readonly total: number | null;
  readonly used: number;
  readonly left: number | null;
}

/** The month's quota of a provider. What it told itself this month wins over what was counted. */
export function quotaOf(provider: ProviderFacts, now: string): Quota {
  const { monthly_quota: total, calls_this_month: used } = provider;
  const { remaining, told_at: toldAt } = provider.quota;
  const isOfThisMonth = typeof toldAt === "string" && toldAt.slice(0, 7) === now.slice(0, 7);
  if (typeof remaining === "number" && isOfThisMonth) return { total, used, left: Math.max(0, remaining) };
  return { total, used, left: total === null ? null : Math.max(0, total - used) };
}
