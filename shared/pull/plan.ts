import type { Environment } from "../environment.ts";
import { marketAt } from "../market/market-at.ts";
import type { Provider } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/registry.ts";
import { METALS } from "../schemas/metal.ts";
import type { ProviderAnswer } from "./ask-providers.ts";
import type { Claimed } from "./claim.ts";
import type { Judgement } from "./judge.ts";

export interface Progress {
  readonly answers: readonly ProviderAnswer[];
  readonly judgement: Judgement;
  readonly now: number;
}

/** Whom a pull asks, whom it asks instead when they fail, and what the operator is told about both. */
export interface Plan {
  readonly first: readonly Provider[];
  readonly skipped: readonly { readonly provider: string; readonly reason: string }[];
  /** Providers to ask next because a metal still has no accepted quote; empty when there is nothing left to do. */
  fallback(progress: Progress): readonly Provider[];
  /** RFC 3339: when the plan expects newer prices at the latest; null where the next slot brings them. */
  carryUntil(answers: readonly ProviderAnswer[]): string | null;
}

export function createPlan(
  claim: Claimed,
  { environment, forced }: { environment: Environment; forced: Provider | null },
): Plan {
  const now = Date.parse(claim.now);
  // Recorded prices cost nothing and are stored to the last row, weekends included.
  const isFree = environment.origin === "replayed";
  const closed = marketAt(now).state === "closed" && Object.keys(claim.last_prices).length > 0;
  const skipped: { provider: string; reason: string }[] = [];
  const able: Provider[] = [];
  for (const row of claim.providers) {
    const provider = PROVIDERS.find(({ key }) => key === row.key);
    if (provider === undefined) continue;
    const since = row.last_called_at === null ? Infinity : now - Date.parse(row.last_called_at);
    const reason = !row.enabled
      ? "disabled"
      : provider.keyVariable !== null && environment.providerKey(provider.keyVariable) === null
      ? "no_key"
      : isFree
      ? null
      : closed && provider.kind !== "fx"
      ? "market_closed"
      : since < row.minimum_interval_seconds * 1000
      ? "minimum_interval"
      : row.monthly_quota !== null && row.calls_this_month + provider.pull.length > row.monthly_quota
      ? "quota_spent"
      : null;
    if (reason === null || provider === forced) able.push(provider);
    else skipped.push({ provider: row.key, reason });
  }
  const first = forced === null ? able : [forced];
  return {
    first,
    skipped,
    fallback: ({ answers, judgement }) => {
      const missing = METALS.filter((metal) => judgement.consensus[metal].price === null);
      const asked = new Set(answers.map(({ provider }) => provider.key));
      const next = able.find((provider) =>
        !asked.has(provider.key) && missing.some((m) => provider.metals.includes(m))
      );
      return next === undefined || forced !== null ? [] : [next];
    },
    carryUntil: () => null,
  };
}
